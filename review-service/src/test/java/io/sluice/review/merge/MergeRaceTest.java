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
  private static final int STEPS = 10;

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
    for (int run = 0; run < RUNS; run++) {
      String context = "seed " + seed + " run " + run;
      registry.mergeMode(MergeMode.values()[run % 2 == 0 ? 0 : 2]);
      String prompt = unique("race");
      String branch = "changes/" + prompt;
      registry.push(branch, "ana", prompt, "0");
      long number = hint(branch);
      List<Callable<Void>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Random random = new Random(seed + run * 100L + client);
        clients.add(() -> act(random, branch, prompt, number));
      }
      try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
        for (Future<Void> done : threads.invokeAll(clients)) {
          done.get();
        }
      }
      await().until(() -> !change(number).getString("state").equals("merging"));
      merged += check(number, context);
    }
    assertTrue(merged > 0, "seed " + seed + ": nothing was ever merged, so nothing was tested");
  }

  private Void act(Random random, String branch, String prompt, long number) {
    for (int step = 0; step < STEPS; step++) {
      String token = random.nextBoolean() ? OMAR : RIA;
      String path = "/v1/changes/" + number;
      int choice = random.nextInt(10);
      if (choice == 0) {
        if (registry.pushIfThere(branch, "ana", prompt, String.valueOf(random.nextInt(3)))) {
          post(SERVICE, "/v1/hints/branches", Map.of("branch", branch));
        }
      } else if (choice == 1) {
        delete(token, path + "/approvals/mine");
      } else if (choice < 7) {
        post(token, path + "/approvals", Map.of("digest", change(number).getString("digest")));
      } else {
        post(token, path + "/merge", Map.of("digest", change(number).getString("digest")));
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
