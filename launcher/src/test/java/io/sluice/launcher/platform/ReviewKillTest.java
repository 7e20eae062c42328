package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.platform.ReviewKillPoint.Step;
import io.sluice.launcher.platform.TestMachine.Answer;
import io.sluice.testkit.GitClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The review-service is killed with {@code SIGKILL} at every step between an approval and the
 * record of the attestation. Nothing is lost, nothing lands twice, what was decided lands by itself
 * within ten seconds of the service being back, and it is one and the same commit for everybody.
 */
class ReviewKillTest {
  private static final Duration RECOVERY = Duration.ofSeconds(10);
  private static final int SEEDS = Integer.getInteger("review.kill.seeds", 0);
  private static final long SEED = Long.getLong("kill.seed", System.nanoTime() & 0xffffff);

  @TempDir static Path folder;

  private KillMachine killer;
  private KillLedger ledger;
  private GitClient ana;
  private Duration slowest = Duration.ZERO;

  /** A place that was renamed, or is no longer there, would be a test of nothing. */
  @Test
  void everyPlaceIsInTheCode() throws IOException {
    assertFalse(KillMachine.classPath(Service.REVIEW, ReviewKillPoint.places()).isEmpty());
  }

  @Test
  @EnabledIfSystemProperty(named = "review.kill.seeds", matches = "[1-9][0-9]*")
  void whateverStepIsKilledNothingIsLostAndNothingLandsTwice() throws IOException {
    List<String> failures = new ArrayList<>();
    int runs = 0;
    try (KillMachine machine = new KillMachine(folder, Service.REVIEW, ReviewKillPoint.places())) {
      killer = machine;
      ledger = new KillLedger(killer);
      ana = killer.machine.cloneAs("ana");
      killer.trainStarts(this::train);
      String wanted = System.getProperty("kill.points", ".*");
      for (int i = 0; i < SEEDS; i++) {
        long seed = SEED * 1_000 + i;
        for (ReviewKillPoint point :
            Stream.of(ReviewKillPoint.values()).filter(p -> p.name().matches(wanted)).toList()) {
          runs++;
          long begun = System.nanoTime();
          try {
            run(point, seed, "run-" + runs);
            System.out.printf(
                "%s with seed %d: ok, %d ms%n",
                point, seed, (System.nanoTime() - begun) / 1_000_000);
          } catch (RuntimeException | AssertionError e) {
            failures.add("%s with seed %d: %s%n%s".formatted(point, seed, e, killer.log()));
            System.out.println(failures.getLast());
            killer.reset();
            ledger.startOver();
          }
        }
      }
      assertTrue(isIntact(), "The audit log is whole");
    }
    System.out.printf(
        "kill -9 of the review-service, -Dkill.seed=%d: %d runs, %d failed, slowest recovery %d ms%n",
        SEED, runs, failures.size(), slowest.toMillis());
    assertTrue(failures.isEmpty(), String.join("\n\n", failures));
  }

  /** What every run does, for starts that find it loaded. */
  private void train() {
    JsonNode change = pushed("train", "pool-train", "Words of training");
    assertEquals(201, act(change, "approvals"));
    assertEquals(200, act(change, "merge"));
    ledger.requireMerged(change, "pool-train", 1);
  }

  private void run(ReviewKillPoint point, long seed, String name) {
    RandomGenerator random = new SplittableRandom(seed);
    String prompt = "pool-" + random.nextInt(4);
    int version = ledger.latest(prompt) + 1;
    JsonNode change =
        pushed(name, prompt, "Words of " + name + " " + Long.toString(random.nextLong(), 36));
    if (point.step == Step.APPROVE) {
      boolean acknowledged = interrupted(point, change, "approvals") == 201;
      assertTrue(!acknowledged || isApproved(change), "An approval that was acknowledged");
    }
    int approval = act(change, "approvals");
    assertTrue(approval == 201 || approval == 200, "Approving again: " + approval);
    if (point.step != Step.APPROVE) {
      boolean acknowledged = interrupted(point, change, "merge") == 200;
      long ready = System.nanoTime();
      if (point.step == Step.LAND) {
        until("landed by itself", () -> state(change).equals("merged") ? true : null);
        Duration took = Duration.ofNanos(System.nanoTime() - ready);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        assertTrue(took.compareTo(RECOVERY) <= 0, "Recovery took " + took);
      } else {
        assertFalse(acknowledged, "Nothing was decided");
        assertEquals("open", state(change));
        assertTrue(isApproved(change), "The approval is still there");
      }
    }
    assertEquals(200, act(change, "merge"), "Merging again");
    ledger.requireMerged(change, prompt, version);
    assertEquals(commitOnMain(change), look(change).path("mergeCommit").asString(""));
    until("the branch is gone", () -> ledger.ref("changes/" + name).isEmpty() ? true : null);
  }

  /** The commit as the registry says, which has it from Git. */
  private String commitOnMain(JsonNode change) {
    return killer
        .machine
        .get(
            Service.REGISTRY,
            "/v1/merges/" + change.path("number").asInt(),
            killer.machine.token("review-service", "service"))
        .body()
        .path("commit")
        .asString("");
  }

  /** The service dies in an action and is started again; the action's status, 0 without one. */
  private int interrupted(ReviewKillPoint point, JsonNode change, String action) {
    killer.arm(point.place, 1);
    int status;
    try {
      status = act(change, action);
    } catch (UncheckedIOException e) {
      status = 0;
    }
    killer.awaitDeath();
    killer.startAgain();
    return status;
  }

  private JsonNode pushed(String branch, String prompt, String text) {
    ana.branchFromMain(branch)
        .write("prompts/" + prompt + "/prompt.yaml", People.entry(prompt, text));
    GitClient.Result pushed = ana.pushChange(branch, text);
    assertEquals(0, pushed.exitCode(), pushed.output());
    String head = ana.must("rev-parse", "HEAD").strip();
    return until(
        "change request",
        () -> {
          JsonNode items = get("/v1/changes?branch=changes/" + branch).body().path("items");
          return items.path(0).path("head").asString("").equals(head) ? items.path(0) : null;
        });
  }

  private int act(JsonNode change, String action) {
    return killer
        .machine
        .post(
            Service.REVIEW,
            "/v1/changes/" + change.path("number").asInt() + "/" + action,
            killer.machine.token("omar", "reviewer"),
            "{\"digest\": \"" + change.path("digest").asString("") + "\"}")
        .status();
  }

  private JsonNode look(JsonNode change) {
    return get("/v1/changes/" + change.path("number").asInt()).body();
  }

  private String state(JsonNode change) {
    return look(change).path("state").asString("");
  }

  private boolean isApproved(JsonNode change) {
    return killer
        .machine
        .sql(
            "review",
            "SELECT approver FROM approval WHERE change_number = " + change.path("number").asInt())
        .equals(List.of("omar"));
  }

  private boolean isIntact() {
    return get("/v1/audit/verification").body().path("intact").asBoolean(false);
  }

  private Answer get(String path) {
    return killer.machine.get(Service.REVIEW, path, killer.machine.token("omar", "reviewer"));
  }
}
