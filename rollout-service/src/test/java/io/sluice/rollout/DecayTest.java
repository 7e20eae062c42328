package io.sluice.rollout;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.rollout.decay.DecayReconciler;
import io.sluice.testkit.TestPlatform;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** A version that begins to fail long after its rollout: people learn of it, traffic stays. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class DecayTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int BUCKET_SECONDS = 300;

  @Inject DecayReconciler decay;
  @Inject MeterRegistry metrics;

  private final RegistryStandIn registry = RegistryStandIn.get();
  private final App app = new App("decay-app");

  /** Of version 2, which serves everybody when this returns. */
  private int completed(String prompt) {
    registry.promote(Prompts.version(prompt, 1), Prompts.plan("0s"));
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "s") == 1);
    registry.promote(Prompts.version(prompt, 2), Prompts.plan("0s"));
    int rollout = app.awaitRollout(prompt, 2, "rolling_out");
    app.callUntil(
        prompt,
        call -> "ok",
        () -> app.rollout(rollout).path("state").asText().equals("completed"));
    return rollout;
  }

  /** Buckets that ended a while ago, the last one about {@code end} buckets before now. */
  private static void served(String prompt, int buckets, int end, int bad) throws SQLException {
    long now = Instant.now().getEpochSecond();
    long first = now - now % BUCKET_SECONDS - (long) (buckets + end) * BUCKET_SECONDS;
    for (int i = 0; i < buckets; i++) {
      Database.execute(
          "INSERT INTO live_calls VALUES ('production', '%s', 2, %d, 100, %d)"
              .formatted(prompt, first + (long) i * BUCKET_SECONDS, bad));
    }
  }

  private void look() throws Throwable {
    VertxContextSupport.subscribeAndAwait(decay::look);
  }

  private List<String> events(int rollout) {
    return app.rollout(rollout).path("history").findValuesAsText("event");
  }

  @Test
  void callsOfAVersionThatServesEverybodyAreCountedOnce() throws Throwable {
    String prompt = "decay-counted";
    registry.promote(Prompts.version(prompt, 1), Prompts.plan("0s"));
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "s") == 1);
    List<String> decisions = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      decisions.add(app.call(prompt, "subject-" + i).decision());
    }

    report(decisions, i -> i < 3 ? "error" : "ok", null);
    report(decisions, i -> i < 3 ? "error" : "ok", "down");
    report(decisions, i -> i < 4 ? "error" : "ok", null);

    String from = " FROM live_calls WHERE version = 1 AND prompt = '" + prompt + "'";
    assertEquals(10, Database.number("SELECT sum(calls)" + from));
    assertEquals(4, Database.number("SELECT sum(bad)" + from), "one was bad after all");
  }

  private void report(List<String> decisions, IntFunction<String> status, String feedback) {
    var outcomes = new ObjectMapper().createArrayNode();
    for (int i = 0; i < decisions.size(); i++) {
      outcomes
          .addObject()
          .put("decision", decisions.get(i))
          .put("status", status.apply(i))
          .put("feedback", feedback);
    }
    app.report(outcomes).then().statusCode(200);
  }

  @Test
  void aVersionThatBeginsToFailIsToldOfOnceAndStays() throws Throwable {
    String prompt = "decay-seen";
    int rollout = completed(prompt);
    served(prompt, 20, 30, 0);
    lookAgain(rollout);
    assertFalse(events(rollout).contains("decayed"));

    served(prompt, 20, 5, 90);
    lookAgain(rollout);

    await().atMost(DEADLINE).until(() -> events(rollout).contains("decayed"));
    JsonNode history = app.rollout(rollout).path("history");
    JsonNode line = history.path(history.size() - 1);
    assertTrue(
        line.path("detail").asText().contains("1,800 of 2,000 calls (90.00%) that were served"),
        line.toString());
    assertEquals(1, metrics.get("sluice_decayed_prompts").gauge().value());
    assertEquals(2, app.versionFor(prompt, "s"), "an alarm moves no traffic");

    served(prompt, 2, 3, 90);
    look();
    String old = "SELECT count(*) FROM live_calls WHERE bad > 0 AND prompt = '" + prompt + "'";
    assertEquals(2, Database.number(old), "one look for every five minutes");
    lookAgain(rollout);

    await().atMost(DEADLINE).until(() -> Database.number(old) == 0);
    assertEquals(1, events(rollout).stream().filter("decayed"::equals).count());
  }

  @Test
  void anotherApprovalOfTheSameVersionEndsNeitherTheWatchNorTheAlarm() throws Throwable {
    String prompt = "decay-approved-again";
    int rollout = completed(prompt);
    approveAgain(prompt, rollout);
    served(prompt, 20, 30, 0);
    lookAgain(rollout);

    served(prompt, 20, 5, 90);
    lookAgain(rollout);

    await().atMost(DEADLINE).until(() -> events(rollout).contains("decayed"));
    double alarms = metrics.get("sluice_decayed_prompts").gauge().value();
    approveAgain(prompt, rollout + 1);
    look();
    assertEquals(alarms, metrics.get("sluice_decayed_prompts").gauge().value());
  }

  private void approveAgain(String prompt, int after) throws SQLException {
    registry.promote(registry.version(prompt, 2).approvedAgain(), Prompts.plan("0s"));
    await()
        .atMost(DEADLINE)
        .until(
            () ->
                Database.number(
                        "SELECT count(*) FROM rollout WHERE prompt = '%s' AND number > %d"
                            .formatted(prompt, after))
                    > 0);
  }

  /** As if five minutes had gone by. */
  private void lookAgain(int rollout) throws Throwable {
    Database.execute("UPDATE decay SET folded_to = 0 WHERE rollout = " + rollout);
    look();
  }
}
