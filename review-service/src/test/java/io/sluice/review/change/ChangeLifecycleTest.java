package io.sluice.review.change;

import static io.sluice.review.support.Comparisons.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.review.change.ChangeSignal.BranchGone;
import io.sluice.review.change.ChangeSignal.Compared;
import io.sluice.review.change.ChangeSignal.Edited;
import io.sluice.review.change.ChangeSignal.MergeFailed;
import io.sluice.review.change.ChangeSignal.MergeStarted;
import io.sluice.review.change.ChangeSignal.Merged;
import io.sluice.review.change.ChangeSignal.Rejected;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.FileChange;
import io.sluice.review.registry.Comparison.Push;
import io.sluice.review.support.Comparisons;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeLifecycleTest {
  private static final Instant NOW = T0.plusSeconds(60);
  private static final Push FIRST = new Push("ana", Comparisons.HEAD, T0, null);
  private static final String SECOND_HEAD = "2".repeat(40);

  private static Change open() {
    return ChangeLifecycle.open(
            Comparisons.plain().build(), "production", new Opening("Shorter", ""), NOW)
        .change();
  }

  private static Comparison pushed(String by, String promoteTo) {
    return Comparisons.plain()
        .withHead(SECOND_HEAD)
        .withFiles(new FileChange("prompts/x/prompt.yaml", null, "9".repeat(40), null))
        .withPushes(FIRST, new Push(by, SECOND_HEAD, T0.plusSeconds(9), promoteTo))
        .build();
  }

  private static Transition.Moved moved(Change change, ChangeSignal signal) {
    return assertInstanceOf(
        Transition.Moved.class, ChangeLifecycle.step(change, signal, NOW.plusSeconds(1)));
  }

  private static Change in(ChangeState state) {
    return open().in(state, NOW);
  }

  private static List<TimelineEvent> events(Transition.Moved moved) {
    return moved.entries().stream().map(TimelineEntry::event).toList();
  }

  @Test
  void theFirstPusherIsTheAuthor() {
    Comparison comparison = pushed("ben", null);
    Change change =
        ChangeLifecycle.open(comparison, "production", new Opening("t", ""), NOW).change();
    assertEquals("ana", change.author());
    assertEquals(Set.of("ana", "ben"), change.contributors());
  }

  @Test
  void aNewHeadIsANewRevisionByItsPusher() {
    Transition.Moved moved = moved(open(), new Compared(pushed("ben", null), "production"));
    assertEquals(2, moved.change().revision().number());
    assertEquals(SECOND_HEAD, moved.change().head());
    assertNotEquals(open().digest(), moved.change().digest());
    assertEquals(List.of(TimelineEvent.REVISED), events(moved));
    assertEquals("ben", moved.entries().getFirst().actor());
    assertEquals(Set.of("ana", "ben"), moved.change().contributors());
  }

  @Test
  void anOlderComparisonChangesNothing() {
    Change second = moved(open(), new Compared(pushed("ben", null), "production")).change();
    assertInstanceOf(
        Transition.Stays.class,
        ChangeLifecycle.step(second, new Compared(Comparisons.plain().build(), "production"), NOW));
  }

  @Test
  void theSameComparisonAgainChangesNothing() {
    assertInstanceOf(
        Transition.Stays.class,
        ChangeLifecycle.step(open(), new Compared(Comparisons.plain().build(), "production"), NOW));
  }

  @Test
  void mainMovingAloneMakesNoRevisionAndKeepsTheDigest() {
    Comparison moved = Comparisons.plain().withMainHead("7".repeat(40)).build();
    Transition.Moved step = moved(open(), new Compared(moved, "production"));
    assertEquals(1, step.change().revision().number());
    assertEquals(open().digest(), step.change().digest());
    assertEquals(List.of(), step.entries());
  }

  @Test
  void mainsRulesMovingMovesTheDigestAndIsRecorded() {
    Comparison moved =
        Comparisons.plain().withMainHead("7".repeat(40)).withPromotions(List.of()).build();
    Transition.Moved step = moved(open(), new Compared(moved, "production"));
    assertNotEquals(open().digest(), step.change().digest());
    assertEquals(List.of(TimelineEvent.DIGEST_MOVED), events(step));
  }

  @Test
  void aPushOptionReplacesTheTarget() {
    Transition transition =
        ChangeLifecycle.step(open(), new Compared(pushed("ana", "staging"), "production"), NOW);
    assertEquals(new Transition.Outdated("staging"), transition);
    Transition.Moved moved = moved(open(), new Compared(pushed("ana", "staging"), "staging"));
    assertEquals("staging", moved.change().proposal().promoteTo());
  }

  @Test
  void aPushWithoutAnOptionKeepsTheTarget() {
    Change none = moved(open(), edited("ana", null, "none", Comparisons.plain().build())).change();
    assertEquals("none", ChangeLifecycle.wantedTarget(none, pushed("ana", null)));
  }

  private static Edited edited(String by, String title, String promoteTo, Comparison comparison) {
    return new Edited(
        by,
        title,
        null,
        promoteTo,
        new Compared(comparison, promoteTo == null ? "production" : promoteTo));
  }

  @Test
  void whoChangesTheTargetIsAContributor() {
    Comparison comparison = Comparisons.plain().withPromotions(List.of()).build();
    Transition.Moved moved = moved(open(), edited("eve", null, "none", comparison));
    assertEquals("none", moved.change().proposal().promoteTo());
    assertEquals(Set.of("ana", "eve"), moved.change().contributors());
    assertNotEquals(open().digest(), moved.change().digest());
    assertEquals(List.of(TimelineEvent.EDITED), events(moved));
  }

  @Test
  void whoChangesOnlyTheWordsIsNot() {
    Transition.Moved moved =
        moved(open(), edited("eve", "Shorter answers", null, Comparisons.plain().build()));
    assertEquals("Shorter answers", moved.change().proposal().title());
    assertEquals(Set.of("ana"), moved.change().contributors());
    assertEquals(open().digest(), moved.change().digest());
  }

  @Test
  void aNewRevisionAnswersARejection() {
    Change rejected = moved(open(), new Rejected("omar", "too terse")).change();
    assertEquals(ChangeState.REJECTED, rejected.state());
    Transition.Moved moved = moved(rejected, new Compared(pushed("ana", null), "production"));
    assertEquals(ChangeState.OPEN, moved.change().state());
    assertEquals(List.of(TimelineEvent.REVISED, TimelineEvent.REOPENED), events(moved));
  }

  @Test
  void theStatesAllowWhatTheyShould() {
    assertEquals(ChangeState.MERGING, moved(open(), new MergeStarted("omar")).change().state());
    assertEquals(
        ChangeState.OPEN, moved(in(ChangeState.MERGING), new MergeFailed("no")).change().state());
    assertEquals(ChangeState.CLOSED, moved(open(), new BranchGone()).change().state());
    for (ChangeState state :
        List.of(ChangeState.OPEN, ChangeState.REJECTED, ChangeState.MERGING, ChangeState.CLOSED)) {
      Change merged = moved(in(state), new Merged("5".repeat(40))).change();
      assertEquals(ChangeState.MERGED, merged.state());
      assertEquals("5".repeat(40), merged.mergeCommit());
    }
    for (ChangeState state :
        List.of(
            ChangeState.REJECTED, ChangeState.MERGING, ChangeState.MERGED, ChangeState.CLOSED)) {
      assertInstanceOf(
          Transition.Refused.class,
          ChangeLifecycle.step(in(state), new MergeStarted("omar"), NOW),
          state.name());
      assertInstanceOf(
          Transition.Refused.class,
          ChangeLifecycle.step(in(state), new Rejected("omar", "no"), NOW),
          state.name());
    }
    for (ChangeState state : List.of(ChangeState.MERGING, ChangeState.MERGED, ChangeState.CLOSED)) {
      assertInstanceOf(
          Transition.Stays.class,
          ChangeLifecycle.step(in(state), new BranchGone(), NOW),
          state.name());
      assertInstanceOf(
          Transition.Stays.class,
          ChangeLifecycle.step(in(state), new Compared(pushed("ana", null), "production"), NOW),
          state.name());
      assertInstanceOf(
          Transition.Refused.class,
          ChangeLifecycle.step(
              in(state), edited("ana", "t", null, Comparisons.plain().build()), NOW),
          state.name());
    }
  }

  @Test
  void aPushThatIsRecordedBeforeTheBranchMovesIsNotTakenBack() {
    Change second = moved(open(), new Compared(pushed("ben", null), "production")).change();
    Comparison beforeTheMove =
        Comparisons.plain()
            .withPushes(FIRST, new Push("ben", SECOND_HEAD, T0.plusSeconds(9), null))
            .build();
    assertInstanceOf(
        Transition.Stays.class,
        ChangeLifecycle.step(second, new Compared(beforeTheMove, "production"), NOW));
  }

  @Test
  void whoseCommitsWereForcedAwayStaysAContributor() {
    Change second = moved(open(), new Compared(pushed("ben", null), "production")).change();
    String forced = "4".repeat(40);
    Comparison without =
        Comparisons.plain()
            .withHead(forced)
            .withPushes(new Push("eve", forced, T0.plusSeconds(20), null))
            .build();
    Change third = moved(second, new Compared(without, "production")).change();
    assertEquals(forced, third.head());
    assertEquals(Set.of("ana", "ben", "eve"), third.contributors());
  }

  /** Whatever happens in whatever order: nobody leaves the contributors, and merged is final. */
  @Test
  void anySequenceKeepsTheInvariants() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int run = 0; run < 300; run++) {
      Change change = open();
      List<Push> pushes = new ArrayList<>(List.of(FIRST));
      for (int step = 0; step < 40; step++) {
        Change before = change;
        ChangeSignal signal = randomSignal(random, pushes);
        if (ChangeLifecycle.step(change, signal, NOW) instanceof Transition.Moved next) {
          change = next.change();
        }
        String context = "seed " + seed + " run " + run + " step " + step + " " + signal;
        assertTrue(change.contributors().containsAll(before.contributors()), context);
        assertTrue(change.revision().number() >= before.revision().number(), context);
        if (before.state() == ChangeState.MERGED) {
          assertEquals(before, change, context);
        }
        if (before.state() == ChangeState.MERGING && change.state() == ChangeState.MERGING) {
          assertEquals(before.digest(), change.digest(), context);
        }
        assertEquals(
            ChangeDigest.of(change.revision().comparison(), change.proposal().promoteTo()),
            change.digest(),
            context);
      }
    }
  }

  private static ChangeSignal randomSignal(Random random, List<Push> pushes) {
    String target = List.of("production", "staging", "none").get(random.nextInt(3));
    if (random.nextInt(3) == 0) {
      String head = Integer.toHexString(random.nextInt()).repeat(8).substring(0, 8).repeat(5);
      pushes.add(
          new Push(
              List.of("ana", "ben", "eve").get(random.nextInt(3)),
              head,
              T0.plusSeconds(pushes.size()),
              random.nextInt(4) == 0 ? target : null));
    }
    List<Push> seen = pushes.subList(0, 1 + random.nextInt(pushes.size()));
    Comparison comparison =
        Comparisons.plain()
            .withHead(seen.getLast().head())
            .withPushes(seen.toArray(Push[]::new))
            .build();
    return switch (random.nextInt(9)) {
      case 0 -> new Rejected("omar", "no");
      case 1 -> new MergeStarted("omar");
      case 2 -> new MergeFailed("no");
      case 3 -> random.nextInt(6) == 0 ? new Merged("5".repeat(40)) : new MergeFailed("no");
      case 4 -> random.nextInt(6) == 0 ? new BranchGone() : new MergeStarted("omar");
      case 5, 6 -> new Edited("eve", null, null, target, new Compared(comparison, target));
      default -> new Compared(comparison, target);
    };
  }
}
