package io.sluice.rollout;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sluice.rollout.Prompts.Version;
import io.sluice.rollout.rollout.DecisionFacts;
import io.sluice.rollout.rollout.VerdictTick;
import io.sluice.rollout.verdict.Finding;
import io.sluice.testkit.TestPlatform;
import io.sluice.testkit.TestTokens;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The main job over HTTP: go live, roll out, and back. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class RolloutEndToEndTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private final RegistryStandIn registry = RegistryStandIn.get();
  private final App app = new App("mail-app");
  @Inject ObjectMapper json;

  @Test
  void firstVersionGoesLiveAtOnceAndAHealthyOneReachesAllTraffic() {
    String prompt = "healthy";
    int number = rollOut(prompt, "0s");

    app.callUntil(prompt, call -> "ok", () -> state(number).equals("completed"));

    JsonNode rollout = app.rollout(number);
    assertEquals(100, rollout.path("share").asInt());
    assertEquals(List.of("started", "advanced", "completed"), events(number));
    assertEquals(
        "error-rate-below-margin",
        rollout.at("/history/1/facts/rule").asText(),
        rollout.toString());
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "a") == 2);
  }

  @Test
  void badVersionIsTakenBackInTrafficAndInGitAndNeverReturns() throws Exception {
    String prompt = "bad";
    int number = rollOut(prompt, "1h");
    registry.failRollbacks(2);

    app.callUntil(
        prompt,
        call -> call.version() == 2 ? "schema_mismatch" : "ok",
        () -> state(number).equals("rolled_back"));

    assertEquals(1, registry.liveVersion(prompt));
    assertTrue(registry.rollbacks(prompt).size() >= 3, "refused twice, then taken");
    JsonNode revert = registry.rollbacks(prompt).getFirst();
    assertEquals(2, revert.path("fromVersion").asInt());
    assertEquals(1, revert.path("toVersion").asInt());
    assertEquals(number, revert.path("rollout").asInt());
    assertTrue(revert.path("reason").asText().startsWith("The candidate is worse: it failed "));
    assertEquals(
        List.of("started", "rolling_back", "reverted_in_git", "rolled_back"), events(number));
    JsonNode facts = app.rollout(number).at("/history/1/facts");
    assertEquals("error-regression", facts.path("rule").asText());
    assertTrue(facts.path("lnEvidence").asDouble() >= facts.path("lnThreshold").asDouble());
    assertTrue(facts.at("/candidate/bad").asInt() >= 3);
    storedTicksJudgedAgainSayTheSame(number);
    neverServes(prompt, 2);

    // The same approval again stays out; a new one is a new chance.
    Version taken = registry.version(prompt, 2);
    registry.promote(taken, Prompts.plan("1h"));
    awaitRefusal(prompt, "needs a new approval");
    neverServes(prompt, 2);
    registry.promote(taken.approvedAgain(), Prompts.plan("1h"));
    int second = app.awaitRollout(prompt, 2, "rolling_out");
    assertTrue(second > number);
  }

  @Test
  void versionThatIsApprovedAgainInItsWatchIsStillWatchedAndCanBeTakenBack() throws SQLException {
    String prompt = "approved-in-watch";
    registry.promote(Prompts.version(prompt, 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "a") == 1);
    registry.promote(Prompts.version(prompt, 2), Prompts.plan("1h"));
    int number = app.awaitRollout(prompt, 2, "rolling_out");
    app.callUntil(
        prompt, call -> "ok", () -> app.rollout(number).path("state").asText().equals("watching"));

    registry.promote(registry.version(prompt, 2).approvedAgain(), Prompts.plan("1h"));
    await()
        .atMost(DEADLINE)
        .until(
            () ->
                Database.number(
                        "SELECT count(*) FROM approved_version WHERE version = 2 AND prompt = '"
                            + prompt
                            + "'")
                    == 2);
    assertEquals("watching", app.rollout(number).path("state").asText());

    act(number, "rollback").then().statusCode(200);
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "a") == 1);
  }

  @Test
  void slowVersionIsTakenBackByTheFrozenPercentileThoughItNeverFails() throws SQLException {
    String prompt = "slow";
    registry.promote(Prompts.version(prompt, 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "a") == 1);
    // The upper end of class 232, 1.02^233, is 101 ms: 2,500 earlier calls of version 1 were that
    // fast.
    Database.execute(
        "INSERT INTO call_histogram VALUES ('production', '"
            + prompt
            + "', 1, 'latency', current_date, 232, 2500)");
    registry.promote(Prompts.version(prompt, 2), Prompts.plan("1h"));
    int number = app.awaitRollout(prompt, 2, "rolling_out");
    JsonNode baseline = app.rollout(number).path("baseline");
    assertEquals(100.9, baseline.path("latencyMs").asDouble(), 0.1);
    assertEquals(2500, baseline.path("latencyCalls").asInt());
    assertTrue(baseline.path("costUsd").isMissingNode(), "no data without 2,000 earlier calls");

    app.callUntil(
        prompt,
        call -> "ok",
        call -> call.version() == 2 ? 120L : 100L,
        () -> state(number).equals("rolled_back"));

    JsonNode facts = app.rollout(number).at("/history/1/facts");
    assertEquals("latency-regression", facts.path("rule").asText());
    assertEquals("latency", facts.path("metric").asText());
  }

  @Test
  void rollbackThatGitRefusesTakesTrafficBackAndSaysSo() {
    String prompt = "target-gone";
    int number = rollOut(prompt, "1h");
    registry.refuseRollbacks(prompt, 422);
    act(number, "rollback").then().statusCode(200).body("state", equalTo("rolling_back"));
    await().atMost(DEADLINE).until(() -> events(number).contains("revert_refused"));
    assertEquals("rolling_back", state(number));
    neverServes(prompt, 2);
  }

  @Test
  void newerVersionSupersedesTheOneThatIsRollingOut() {
    String prompt = "superseded";
    int second = rollOut(prompt, "1h");
    registry.promote(Prompts.version(prompt, 3), Prompts.plan("1h"));
    int third = app.awaitRollout(prompt, 3, "rolling_out");
    assertEquals("superseded", state(second));
    assertEquals(1, app.rollout(third).at("/stable/version").asInt());
    await().atMost(DEADLINE).until(() -> served(prompt).equals(Set.of(1, 3)));
  }

  @Test
  void versionWithARollbackTargetHasToProveItselfEvenWhenThisServiceIsNew() {
    String prompt = "imported";
    registry.promote(Prompts.version(prompt, 4), Prompts.version(prompt, 3), Prompts.plan("1h"));
    int number = app.awaitRollout(prompt, 4, "rolling_out");
    assertEquals(3, app.rollout(number).at("/stable/version").asInt());
    await().atMost(DEADLINE).until(() -> served(prompt).equals(Set.of(3, 4)));
  }

  @Test
  void operatorPausesResumesPromotesAndRollsBack() {
    String prompt = "operated";
    int number = rollOut(prompt, "1h");

    act(number, "pause").then().statusCode(200).body("state", equalTo("paused"));
    act(number, "pause")
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/rollout-state"));
    act(number, "resume").then().statusCode(200).body("state", equalTo("rolling_out"));
    act(number, "promote").then().statusCode(200).body("share", equalTo(50));
    act(number, "promote")
        .then()
        .statusCode(200)
        .body("state", equalTo("watching"))
        .body("share", equalTo(95));
    act(number, "promote").then().statusCode(200).body("state", equalTo("completed"));
    await().atMost(DEADLINE).until(() -> served(prompt).equals(Set.of(2)));

    act(number, "rollback").then().statusCode(200).body("state", equalTo("rolling_back"));
    await().atMost(DEADLINE).until(() -> state(number).equals("rolled_back"));
    assertEquals(1, registry.liveVersion(prompt));
    neverServes(prompt, 2);
    assertEquals(
        "Rolled back by olga: because we test",
        registry.rollbacks(prompt).getFirst().path("reason").asText());
    act(number, "promote").then().statusCode(409);
  }

  @Test
  void pausedRolloutStillRollsBackOnARegression() {
    String prompt = "paused-bad";
    int number = rollOut(prompt, "1h");
    act(number, "pause").then().statusCode(200);
    app.callUntil(
        prompt,
        call -> call.version() == 2 ? "error" : "ok",
        () -> state(number).equals("rolled_back"));
  }

  @Test
  void rolloutThatCannotBeJudgedHoldsNoOtherUp() throws SQLException {
    int broken = rollOut("unjudgeable", "1h");
    int number = rollOut("judged-beside", "1h");
    assertTrue(broken < number, "it comes first in every pass");
    Database.execute("UPDATE rollout SET evidence = 'torn' WHERE number = " + broken);
    try {
      app.callUntil(
          "judged-beside",
          call -> call.version() == 2 ? "error" : "ok",
          () -> state(number).equals("rolled_back"));
      neverServes("judged-beside", 2);
    } finally {
      Database.execute("UPDATE rollout SET evidence = '' WHERE number = " + broken);
    }
    assertEquals("rolling_out", state(broken));
  }

  @Test
  void listIsPagedAndFiltered() {
    String prompt = "listed";
    int number = rollOut(prompt, "1h");
    given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .queryParam("prompt", prompt)
        .queryParam("limit", 1)
        .get("/v1/rollouts")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(1))
        .body("items[0].number", equalTo(number))
        .body("items[0].history", equalTo(null));
    Response first = list(Map.of("prompt", prompt, "limit", 1));
    Response second =
        list(Map.of("prompt", prompt, "limit", 1, "cursor", first.path("nextCursor")));
    second.then().body("items[0].state", equalTo("completed")).body("nextCursor", equalTo(null));
    list(Map.of("prompt", prompt, "state", "paused")).then().body("items.size()", equalTo(0));
    list(Map.of("prompt", prompt, "environment", "production"))
        .then()
        .body("items.size()", equalTo(2));
    list(Map.of("prompt", prompt, "environment", "staging"))
        .then()
        .body("items.size()", equalTo(0));
  }

  @Test
  void watchNamesItsEndInTheVerdict() {
    String prompt = "watched";
    int number = rollOut(prompt, "1h");
    act(number, "promote").then().statusCode(200);
    act(number, "promote")
        .then()
        .statusCode(200)
        .body("verdict", containsString("In the watch until 20"));
    await().atMost(DEADLINE).until(() -> served(prompt).contains(2));
  }

  private void storedTicksJudgedAgainSayTheSame(int number) throws Exception {
    List<String> ticks =
        Database.texts(
            "SELECT content FROM verdict_tick WHERE rollout = " + number + " ORDER BY id");
    for (String stored : ticks) {
      VerdictTick tick = json.readValue(stored, VerdictTick.class);
      Finding again = tick.judgement().finding();
      assertEquals(tick.facts(), DecisionFacts.of(again));
      assertEquals(tick.detail(), again.inWords());
    }
    VerdictTick last = json.readValue(ticks.getLast(), VerdictTick.class);
    assertTrue(last.decided());
    assertEquals("error-regression", last.facts().rule());
  }

  /** Version 1 live, version 2 at 10%; the number of that rollout. */
  private int rollOut(String prompt, String watch) {
    registry.promote(Prompts.version(prompt, 1), Prompts.plan(watch));
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "a") == 1);
    registry.promote(Prompts.version(prompt, 2), Prompts.plan(watch));
    return app.awaitRollout(prompt, 2, "rolling_out");
  }

  private String state(int number) {
    return app.rollout(number).path("state").asText();
  }

  private List<String> events(int number) {
    return app.rollout(number).path("history").findValuesAsText("event");
  }

  private Set<Integer> served(String prompt) {
    Set<Integer> versions = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      versions.add(app.versionFor(prompt, "subject-" + i));
    }
    return versions;
  }

  private void neverServes(String prompt, int version) {
    for (int i = 0; i < 300; i++) {
      assertTrue(app.versionFor(prompt, "subject-" + i) != version);
    }
  }

  private static Response act(int number, String action) {
    return given()
        .auth()
        .oauth2(App.OPERATOR)
        .contentType("application/json")
        .body("{\"reason\":\"because we test\"}")
        .post("/v1/rollouts/" + number + "/" + action);
  }

  private static Response list(Map<String, Object> query) {
    return given().auth().oauth2(App.OPERATOR).queryParams(query).get("/v1/rollouts");
  }

  private static void awaitRefusal(String prompt, String reason) {
    await()
        .atMost(DEADLINE)
        .until(
            () ->
                given()
                    .auth()
                    .oauth2(App.OPERATOR)
                    .get("/v1/refusals")
                    .jsonPath()
                    .getList(
                        "items.findAll { it.prompt == '" + prompt + "' }.reason", String.class),
            reasons -> reasons.stream().anyMatch(r -> r.contains(reason)));
  }
}
