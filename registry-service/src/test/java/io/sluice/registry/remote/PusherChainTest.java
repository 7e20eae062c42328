package io.sluice.registry.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PusherChainTest {
  private static PushEvent push(String before, String after, String account) {
    return new PushEvent("refs/heads/changes/x", before, after, account);
  }

  @Test
  void everybodyBetweenTwoLooksCounts() {
    List<PushEvent> events =
        List.of(push("c", "d", "ana"), push("b", "c", "bob"), push("a", "b", "cem"));

    assertEquals(Optional.of(Set.of("ana", "bob")), PusherChain.accounts("b", "d", events));
    assertEquals(Optional.of(Set.of("ana", "bob", "cem")), PusherChain.accounts("a", "d", events));
  }

  @Test
  void aMissingPushLeavesItUnknown() {
    List<PushEvent> events = List.of(push("c", "d", "ana"), push("a", "b", "cem"));

    assertEquals(Optional.empty(), PusherChain.accounts("a", "d", events));
    assertEquals(Optional.empty(), PusherChain.accounts("a", "d", List.of()));
  }

  @Test
  void forcedRoundTripsEndAndCountEverybody() {
    List<PushEvent> events =
        List.of(push("a", "b", "ana"), push("b", "a", "bob"), push("a", "b", "cem"));

    assertEquals(Optional.of(Set.of("ana", "cem")), PusherChain.accounts("a", "b", events));
    assertEquals(Optional.empty(), PusherChain.accounts("z", "b", events));
  }

  @Test
  void accountsAreFoundWhateverTheirCaseAndQuotes() {
    Map<String, String> settings =
        Map.of(
            "sluice.git.remote.people.Ana-Lopez", "ana",
            "sluice.git.remote.people.\"bob.b\"", "bob",
            "sluice.git.remote.username", "sluice");
    RemotePeople people =
        new RemotePeople(settings.keySet(), name -> Optional.ofNullable(settings.get(name)));

    assertEquals(Optional.of("ana"), people.subject("ANA-lopez"));
    assertEquals(Optional.of("bob"), people.subject("bob.b"));
    assertEquals(Optional.empty(), people.subject("username"));
  }
}
