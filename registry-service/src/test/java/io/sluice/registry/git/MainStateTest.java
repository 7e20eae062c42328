package io.sluice.registry.git;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MainStateTest {
  /**
   * a ← b ← c are accepted; n was made on c; f was pushed on c by somebody, g on b; x is elsewhere;
   * o is pushed by somebody on top of n.
   */
  private static final Map<String, List<String>> PARENTS =
      Map.of(
          "a", List.of(),
          "b", List.of("a"),
          "c", List.of("b"),
          "n", List.of("c"),
          "f", List.of("c"),
          "g", List.of("b"),
          "o", List.of("n"),
          "m", List.of("c", "f"),
          "x", List.of());

  private static final MainState.Ancestry ANCESTRY =
      new MainState.Ancestry() {
        @Override
        public boolean contains(String descendant, String ancestor) {
          return all(descendant).contains(ancestor);
        }

        @Override
        public boolean related(String one, String other) {
          return all(one).stream().anyMatch(all(other)::contains);
        }
      };

  private static Set<String> all(String commit) {
    Set<String> all = new HashSet<>(Set.of(commit));
    PARENTS.get(commit).forEach(parent -> all.addAll(all(parent)));
    return all;
  }

  private static MainState judge(String accepted, String remote, String... intended) {
    return MainState.judge(accepted, remote, List.of(intended), ANCESTRY);
  }

  @Test
  void theSameCommitIsInSync() {
    assertEquals(new MainState.InSync(), judge("c", "c"));
    assertEquals(new MainState.InSync(), judge("c", "c", "n"));
  }

  @Test
  void noMainIsAbsent() {
    assertEquals(new MainState.Absent(), judge("c", null, "n"));
  }

  @Test
  void anAncestorIsBehind() {
    assertEquals(new MainState.Behind(), judge("c", "a"));
    assertEquals(new MainState.Behind(), judge("m", "f"));
  }

  @Test
  void anIntendedCommitIsOwnAlsoUnderSomebodyElses() {
    assertEquals(new MainState.Own("n"), judge("c", "n", "n"));
    assertEquals(new MainState.Own("n"), judge("c", "o", "n"));
  }

  @Test
  void whatNobodyIntendedIsForeign() {
    assertEquals(new MainState.Foreign("f", false), judge("c", "f", "n"));
    assertEquals(new MainState.Foreign("n", false), judge("c", "n"));
    assertEquals(new MainState.Foreign("o", false), judge("n", "o"));
    assertEquals(new MainState.Foreign("g", true), judge("c", "g"));
  }

  @Test
  void nothingInCommonIsUnrelated() {
    assertEquals(new MainState.Unrelated("x"), judge("c", "x"));
  }
}
