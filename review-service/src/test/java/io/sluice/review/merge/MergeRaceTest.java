package io.sluice.review.merge;

import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.RIA;
import static io.sluice.review.support.ReviewApi.SERVICE;
import static io.sluice.review.support.ReviewApi.change;
import static io.sluice.review.support.ReviewApi.delete;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.unique;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.path.json.JsonPath;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.RegistryStandIn.MergeMode;
import io.sluice.review.support.ReviewTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Push, approve, withdraw and merge by eight clients at once; the seed decides what each does, the
 * machine in what order. {@code -Dsluice.race.runs=2000} takes as many, {@code -Dsluice.race.seed}
 * repeats what the clients did.
 */
@ReviewTest
class MergeRaceTest {
  private static final int RUNS = Integer.getInteger("sluice.race.runs", 8);
  private static final int CLIENTS = 8;
  private static final int STEPS = 6;
  private static final int STALE = 412;

  private static final List<MergeMode> MODES =
      List.of(MergeMode.MAIN_MOVES_ONCE, MergeMode.NORMAL, MergeMode.ANSWER_LOST);

  /** So many changes are fought over at the same time, each by its own clients. */
  private static final int AT_ONCE = 4;

  RegistryStandIn registry;

  @BeforeEach
  void healthyRegistry() {
    registry.reset();
    registry.policy("production", "{\"approvals\":2}");
  }

  @Test
  void whatIsMergedHasExactlyTheApprovalsThatThePolicyDemands() throws Exception {
    long seed = Long.getLong("sluice.race.seed", System.nanoTime());
    int merged = 0;
    for (int first = 0; first < RUNS; first += AT_ONCE) {
      registry.mergeMode(MODES.get(first / AT_ONCE % MODES.size()));
      List<Race> races = new ArrayList<>();
      List<Callable<Void>> clients = new ArrayList<>();
      for (int run = first; run < Math.min(first + AT_ONCE, RUNS); run++) {
        Race race = race("seed " + seed + " run " + run);
        races.add(race);
        for (int client = 0; client < CLIENTS; client++) {
          Random random = new Random(seed + run * 100L + client);
          clients.add(() -> act(random, race));
        }
      }
      try (var threads = Executors.newFixedThreadPool(clients.size())) {
        for (Future<Void> done : threads.invokeAll(clients)) {
          done.get();
        }
      }
      for (Race race : races) {
        await().until(() -> !change(race.number()).getString("state").equals("merging"));
        merged += check(race.number(), race.context());
      }
    }
    assertTrue(merged > 0, "seed " + seed + ": nothing was ever merged, so nothing was tested");
    System.out.printf("%d races, seed %d: %d merged%n", RUNS, seed, merged);
  }

  private record Race(long number, String branch, String prompt, String context) {}

  private Race race(String context) {
    String prompt = unique("race");
    String branch = "changes/" + prompt;
    registry.push(branch, "ana", prompt, "0");
    return new Race(hint(branch), branch, prompt, context);
  }

  /**
   * A client acts on the digest that it saw last, and looks again when it is told that it moved.
   */
  private Void act(Random random, Race race) {
    String path = "/v1/changes/" + race.number();
    String seen = change(race.number()).getString("digest");
    for (int step = 0; step < STEPS; step++) {
      String token = random.nextBoolean() ? OMAR : RIA;
      int choice = random.nextInt(10);
      if (choice == 0) {
        String text = String.valueOf(random.nextInt(3));
        if (registry.pushIfThere(race.branch(), "ana", race.prompt(), text)) {
          post(SERVICE, "/v1/hints/branches", Map.of("branch", race.branch()));
        }
      } else if (choice == 1) {
        delete(token, path + "/approvals/mine");
      } else {
        String action = choice < 7 ? "/approvals" : "/merge";
        if (post(token, path + action, Map.of("digest", seen)).statusCode() == STALE) {
          seen = change(race.number()).getString("digest");
        }
      }
    }
    return null;
  }

  /** Replays the timeline: at the decision, who had approved the digest and not taken it back? */
  private int check(long number, String context) throws Exception {
    List<Map<String, Object>> items = new ArrayList<>();
    String cursor = "";
    do {
      JsonPath page =
          get(OMAR, "/v1/changes/" + number + "/timeline?limit=200" + cursor).jsonPath();
      items.addAll(page.getList("items"));
      cursor =
          page.getString("nextCursor") == null ? null : "&cursor=" + page.getString("nextCursor");
    } while (cursor != null);
    Map<String, Set<String>> approvals = new HashMap<>();
    Set<String> atDecision = Set.of();
    String decided = null;
    for (Map<String, Object> item : items) {
      String who = (String) item.get("by");
      String digest = (String) item.get("digest");
      switch ((String) item.get("event")) {
        case "approved" -> approvals.computeIfAbsent(digest, d -> new HashSet<>()).add(who);
        case "approval-withdrawn" -> approvals.values().forEach(people -> people.remove(who));
        case "merge-started" -> {
          decided = digest;
          atDecision = Set.copyOf(approvals.getOrDefault(digest, Set.of()));
          assertEquals(Set.of("omar", "ria"), atDecision, context);
        }
        default -> {}
      }
    }
    List<RegistryStandIn.Merge> merges = registry.mergesOf(number);
    assertTrue(merges.size() <= 1, context);
    assertEquals(
        merges.size() == 1 ? "merged" : "open", change(number).getString("state"), context);
    for (RegistryStandIn.Merge merge : merges) {
      JsonNode payload =
          new ObjectMapper().readTree(SignedApproval.unverified(merge.attestation()).orElseThrow());
      assertEquals(decided, payload.get("changeDigest").asText(), context);
      assertEquals(2, payload.get("approvals").size(), context);
      Map<String, String> attested = new TreeMap<>();
      payload
          .get("files")
          .forEach(f -> attested.put(f.get("path").asText(), f.get("blob").asText()));
      assertEquals(attested, merge.tree(), context);
    }
    return merges.size();
  }
}
