package io.sluice.rollout;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.rollout.App.Call;
import io.sluice.testkit.TestPlatform;
import io.sluice.testkit.TestTokens;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Outcomes count once, by the subject, and only when they are believed. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class OutcomesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static int prompts;
  private final RegistryStandIn registry = RegistryStandIn.get();
  private final App app = new App("mail-app");
  private String prompt;
  private int rollout;

  @BeforeEach
  void rollOut() {
    prompt = "outcomes-" + prompts++;
    registry.promote(Prompts.version(prompt, 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "s") == 1);
    ObjectNode plan = Prompts.plan("1h");
    plan.put("absoluteMargin", 0.001).put("alpha", 1e-9);
    registry.promote(Prompts.version(prompt, 2), plan);
    rollout = app.awaitRollout(prompt, 2, "rolling_out");
    await().atMost(DEADLINE).until(() -> serves("x", 2));
    awaitNothingNewCounted();
  }

  /** Served counts reach the database every half second. */
  private void awaitNothingNewCounted() {
    AtomicLong seen = new AtomicLong(-1);
    await()
        .atMost(DEADLINE)
        .during(Duration.ofSeconds(1))
        .until(() -> seen.getAndSet(counted("served")) == counted("served"));
  }

  @Test
  void outcomeCountsOnceHoweverOftenItIsSent() throws SQLException {
    ArrayNode batch = JSON.createArrayNode();
    for (int i = 0; i < 5; i++) {
      add(batch, app.call(prompt, "s" + i), "ok");
    }
    app.report(batch).then().statusCode(200).body("accepted", equalTo(5));
    app.report(batch)
        .then()
        .statusCode(200)
        .body("accepted", equalTo(0))
        .body("duplicates", equalTo(5));
    add(batch, app.call(prompt, "s9"), "ok");
    batch.add(batch.get(5).deepCopy());
    app.report(batch)
        .then()
        .body("accepted", equalTo(1))
        .body("duplicates", equalTo(6))
        .body("rejected", hasSize(0));
    assertEquals(
        6, Database.number("SELECT count(*) FROM outcome WHERE prompt = '" + prompt + "'"));
  }

  @Test
  void concurrentRepeatsCountOnceAndDoNotDeadlock()
      throws SQLException, InterruptedException, ExecutionException {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      calls.add(app.call(prompt, "s" + i));
    }
    int accepted = 0;
    try (var senders = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int sender = 0; sender < 8; sender++) {
        ArrayNode batch = JSON.createArrayNode();
        (sender % 2 == 0 ? calls : calls.reversed()).forEach(call -> add(batch, call, "error"));
        answers.add(
            senders.submit(
                () -> app.report(batch).then().statusCode(200).extract().path("accepted")));
      }
      for (Future<Integer> answer : answers) {
        accepted += answer.get();
      }
    }
    assertEquals(40, accepted);
    assertEquals(40, counted("bad"));
    assertEquals(40, counted("bad_events"));
  }

  @Test
  void laterBadReportAboutTheSameCallCounts() throws SQLException {
    Call call = app.call(prompt, "s1");
    report(call, "ok").then().body("accepted", equalTo(1));
    report(call, "schema_mismatch").then().body("accepted", equalTo(1));
    report(call, "error").then().body("duplicates", equalTo(1));
    report(call, "ok").then().body("duplicates", equalTo(1));
    assertEquals(1, counted("bad"));
  }

  @Test
  void feedbackMayComeLaterByItselfAndCountsOnce() throws SQLException {
    Call call = app.call(prompt, "s1");
    report(call, "ok").then().body("accepted", equalTo(1));
    feedback(call, "up").then().body("accepted", equalTo(1));
    feedback(call, "up").then().body("duplicates", equalTo(1));
    feedback(call, "down").then().body("accepted", equalTo(1));
    feedback(call, "up").then().body("duplicates", equalTo(1));
    assertEquals(1, counted("feedback", "bad"));
    assertEquals(1, counted("feedback", "reported"));
    assertEquals(0, counted("bad"));
    Call before = app.call(prompt, "s2");
    feedback(before, "down").then().body("accepted", equalTo(1));
    report(before, "error").then().body("accepted", equalTo(1));
    assertEquals(2, counted("feedback", "bad"));
    assertEquals(1, counted("bad"));
    ArrayNode nothing = JSON.createArrayNode();
    nothing.addObject().put("decision", call.decision());
    app.report(nothing)
        .then()
        .statusCode(200)
        .body("rejected[0].detail", startsWith("Send 'status'"));
  }

  @Test
  void outputIsJudgedBySchemaWhateverStatusSays() throws SQLException {
    report(app.call(prompt, "s1"), null, " {\"a\": 1}\n")
        .then()
        .statusCode(200)
        .body("accepted", equalTo(1))
        .body("mismatched", hasSize(0));
    report(app.call(prompt, "s2"), "ok", "{}").then().body("mismatched", hasSize(0));
    assertEquals(2, counted("reported"));
    assertEquals(0, counted("bad"));
    report(app.call(prompt, "s3"), null, "Sure! {\"a\": 1}")
        .then()
        .body("accepted", equalTo(1))
        .body("mismatched.index", equalTo(List.of(0)))
        .body("mismatched[0].detail", equalTo("It is not JSON: 'Sure! {\"a\": 1}'."));
    report(app.call(prompt, "s4"), "ok", "[1]")
        .then()
        .body("accepted", equalTo(1))
        .body("mismatched[0].detail", startsWith("The output schema does not allow it:"));
    assertEquals(2, counted("bad"));
    assertEquals(
        2,
        Database.number(
            "SELECT count(*) FROM outcome WHERE status = 'schema_mismatch' AND prompt = '"
                + prompt
                + "'"));
    Call failed = app.call(prompt, "s5");
    report(failed, "error", "{}").then().body("mismatched", hasSize(0));
    assertEquals(3, counted("bad"));
  }

  @Test
  void outputIsJudgedByTheVersionThatWasServed() throws SQLException {
    String several = prompt + "-schemas";
    registry.promote(Prompts.versionWithSchema(several, 1, null), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor(several, "s") == 1);
    Call anything = app.call(several, "s");
    registry.promote(
        Prompts.versionWithSchema(several, 2, "{\"required\": [\"category\"]}"),
        Prompts.plan("1h"));
    app.awaitRollout(several, 2, "rolling_out");
    await().atMost(DEADLINE).until(() -> serves(several, "x", 2));
    Call strict = callOf(several, 2);
    ArrayNode batch = JSON.createArrayNode();
    batch.addObject().put("decision", anything.decision()).put("output", "no JSON at all");
    batch.addObject().put("decision", strict.decision()).put("output", "{\"tone\": 1}");
    batch.addObject().put("decision", "made-up").put("output", "{}");
    app.report(batch)
        .then()
        .statusCode(200)
        .body("accepted", equalTo(2))
        .body("rejected.index", equalTo(List.of(2)))
        .body("mismatched.index", equalTo(List.of(1)));
    assertEquals(
        1,
        Database.number(
            "SELECT count(*) FROM outcome WHERE status = 'ok' AND version = 1 AND prompt = '"
                + several
                + "'"));
  }

  @Test
  void outputThatCannotBeJudgedHereIsTheAppsToJudge() throws SQLException {
    String unclear = prompt + "-unclear";
    registry.promote(
        Prompts.versionWithSchema(unclear, 1, "{\"$id\": \"https://example.com/s\"}"),
        Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor(unclear, "s") == 1);
    report(app.call(unclear, "s"), null, "{}")
        .then()
        .statusCode(200)
        .body("accepted", equalTo(0))
        .body("rejected[0].detail", startsWith("'output' cannot be judged here"));
    report(app.call(unclear, "s"), "ok", "{}").then().body("accepted", equalTo(1));
    String changed = prompt + "-changed";
    registry.promote(Prompts.version(changed, 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor(changed, "s") == 1);
    Database.execute(
        "UPDATE approved_version SET content = replace(content, 'object', 'array') WHERE prompt = '"
            + changed
            + "'");
    report(app.call(changed, "s"), null, "[]").then().body("rejected", hasSize(1));
    report(app.call(prompt, "s"), null, "\"" + "x".repeat(500_000) + "\"")
        .then()
        .body("rejected[0].detail", startsWith("'output' has at most 500,000 characters"));
    assertEquals(
        0, Database.number("SELECT count(*) FROM outcome WHERE prompt = '" + changed + "'"));
  }

  @Test
  void subjectCountsAsBadOnceAndLeavesTheCountsAfterwards() throws SQLException {
    for (int i = 0; i < 4; i++) {
      report(app.call(prompt, "unlucky"), "error").then().body("accepted", equalTo(1));
    }
    assertEquals(1, counted("bad"));
    assertEquals(4, counted("bad_events"));
    awaitNothingNewCounted();
    long before = counted("served");
    for (int i = 0; i < 20; i++) {
      app.call(prompt, "unlucky");
    }
    app.call(prompt, "lucky");
    await().atMost(DEADLINE).until(() -> counted("served") > before);
    assertEquals(before + 1, counted("served"));
  }

  @Test
  void callsWithoutASubjectAreUnitsOfTheirOwn() throws SQLException {
    long before = counted("served");
    for (int i = 0; i < 7; i++) {
      report(app.call(prompt, null), "error").then().body("accepted", equalTo(1));
    }
    assertEquals(7, counted("bad"));
    await().atMost(DEADLINE).until(() -> counted("served") == before + 7);
  }

  @Test
  void forgedForeignAndDamagedDecisionsAreListed() throws SQLException {
    Call mine = app.call(prompt, "s1");
    Call foreign = new App("other-app").call(prompt, "s1");
    String damaged = mine.decision().substring(1) + "A";
    ArrayNode batch = JSON.createArrayNode();
    add(batch, mine, "error");
    add(batch, foreign, "error");
    batch.addObject().put("decision", "made-up").put("status", "error");
    batch.addObject().put("decision", damaged).put("status", "error");
    app.report(batch)
        .then()
        .statusCode(200)
        .body("accepted", equalTo(1))
        .body("rejected.index", equalTo(List.of(1, 2, 3)))
        .body("rejected[0].detail", startsWith("This decision was served to another app"))
        .body("rejected[1].detail", startsWith("Not a decision of this platform"))
        .body("rejected[2].detail", startsWith("Not a decision of this platform"));
    assertEquals(1, counted("bad"));
  }

  @Test
  void batchesAreBounded() {
    Call call = app.call(prompt, "s1");
    app.report(JSON.createArrayNode()).then().statusCode(400);
    ArrayNode tooMany = JSON.createArrayNode();
    for (int i = 0; i < 1001; i++) {
      add(tooMany, call, "ok");
    }
    app.report(tooMany).then().statusCode(400).contentType("application/problem+json");
    ArrayNode wrong = JSON.createArrayNode();
    wrong.addObject().put("decision", call.decision()).put("status", "fine");
    app.report(wrong).then().statusCode(400);
    given()
        .auth()
        .oauth2(TestTokens.app("mail-app"))
        .contentType("application/json")
        .body("{\"outcomes\":[{\"decision\":\"" + "x".repeat(5_000_000) + "\"}]}")
        .post("/v1/outcomes")
        .then()
        .statusCode(413);
  }

  @Test
  void rolloutShowsCountsEvidenceAndWhatCouldHaveBeenDetected() {
    for (int i = 0; i < 50; i++) {
      report(app.call(prompt, "s" + i), "ok");
    }
    await()
        .atMost(DEADLINE)
        .until(
            () ->
                app.rollout(rollout).at("/counts/error/stable/served").asInt() > 20
                    && app.rollout(rollout).at("/verdict").asText().startsWith("Not decided yet"));
    given()
        .auth()
        .oauth2(App.OPERATOR)
        .get("/v1/rollouts/" + rollout)
        .then()
        .body("share", equalTo(10))
        .body("stage", equalTo(1))
        .body("stable.version", equalTo(1))
        .body("candidate.version", equalTo(2))
        .body("evidence[0].metric", equalTo("error"))
        .body("history[0].event", equalTo("started"));
  }

  private boolean serves(String subject, int version) {
    return serves(prompt, subject, version);
  }

  private boolean serves(String of, String subject, int version) {
    for (int i = 0; i < 50; i++) {
      if (app.versionFor(of, subject + i) == version) {
        return true;
      }
    }
    return false;
  }

  private Call callOf(String of, int version) {
    for (int i = 0; i < 1_000; i++) {
      Call call = app.call(of, "s" + i);
      if (call.version() == version) {
        return call;
      }
    }
    throw new AssertionError("Nobody of 1,000 gets version " + version);
  }

  private long counted(String column) throws SQLException {
    return counted("error", column);
  }

  private long counted(String metric, String column) throws SQLException {
    return Database.number(
        "SELECT coalesce(sum("
            + column
            + "), 0) FROM bucket_counter WHERE metric = '"
            + metric
            + "' AND rollout = "
            + rollout);
  }

  private io.restassured.response.Response report(Call call, String status) {
    ArrayNode batch = JSON.createArrayNode();
    add(batch, call, status);
    return app.report(batch);
  }

  private io.restassured.response.Response report(Call call, String status, String output) {
    ArrayNode batch = JSON.createArrayNode();
    batch.addObject().put("decision", call.decision()).put("status", status).put("output", output);
    return app.report(batch);
  }

  private io.restassured.response.Response feedback(Call call, String thumb) {
    ArrayNode batch = JSON.createArrayNode();
    batch.addObject().put("decision", call.decision()).put("feedback", thumb);
    return app.report(batch);
  }

  private static void add(ArrayNode batch, Call call, String status) {
    batch.addObject().put("decision", call.decision()).put("status", status).put("latencyMs", 12);
  }
}
