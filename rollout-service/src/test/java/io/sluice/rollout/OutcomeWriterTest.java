package io.sluice.rollout;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sluice.rollout.decision.Decision;
import io.sluice.rollout.decision.DecisionTokens;
import io.sluice.rollout.split.Arm;
import io.sluice.testkit.TestPlatform;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many requests are written with few statements, and each learns only of its own outcomes. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class OutcomeWriterTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String APP = "writer-app";

  @Inject DecisionTokens tokens;
  @Inject MeterRegistry metrics;
  private final App app = new App(APP);

  private String decision(String prompt) {
    return tokens.write(
        new Decision(
            UUID.randomUUID(),
            "production",
            prompt,
            1,
            0,
            0,
            Arm.STABLE,
            System.currentTimeMillis(),
            APP,
            null));
  }

  private ArrayNode batch(String prompt, int size) {
    ArrayNode batch = JSON.createArrayNode();
    for (int i = 0; i < size; i++) {
      batch.addObject().put("decision", decision(prompt)).put("status", "ok");
    }
    return batch;
  }

  private static long stored(String prompt) throws SQLException {
    return Database.number("SELECT count(*) FROM outcome WHERE prompt = '" + prompt + "'");
  }

  /** While somebody holds the table, whatever arrives has to wait, and becomes one statement. */
  @Test
  void whatArrivesMeanwhileIsWrittenTogetherAndAnsweredApart() throws Exception {
    List<Future<Response>> answers = new ArrayList<>();
    ArrayNode repeated = batch("together", 3);
    try (Connection holder = Database.connect();
        Statement statement = holder.createStatement();
        var senders = Executors.newFixedThreadPool(40)) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE outcome IN ACCESS EXCLUSIVE MODE");
      for (int i = 0; i < 38; i++) {
        ArrayNode own = batch("together", 1 + i % 3);
        answers.add(senders.submit(() -> app.report(own)));
      }
      for (int i = 0; i < 2; i++) {
        answers.add(senders.submit(() -> app.report(repeated)));
      }
      await().atMost(DEADLINE).until(() -> waitingStatements() == 3);
      holder.commit();
    }
    int accepted = 0;
    int duplicates = 0;
    for (int i = 0; i < answers.size(); i++) {
      Response answer = answers.get(i).get();
      assertEquals(200, answer.statusCode(), answer.asString());
      if (i < 38) {
        assertEquals(1 + i % 3, answer.<Integer>path("accepted"), answer.asString());
      }
      accepted += answer.<Integer>path("accepted");
      duplicates += answer.<Integer>path("duplicates");
    }
    assertEquals(stored("together"), accepted);
    assertEquals(3, duplicates);
  }

  private static long waitingStatements() throws SQLException {
    return Database.number(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            + " AND query LIKE '%INSERT INTO outcome%' AND pid <> pg_backend_pid()");
  }

  @Test
  void whatWouldWaitForTooLongIsRefusedAndNothingOfItIsCounted() throws Exception {
    List<Future<Response>> answers = new ArrayList<>();
    long refused = 0;
    long accepted = 0;
    try (Connection holder = Database.connect();
        Statement statement = holder.createStatement();
        var senders = Executors.newFixedThreadPool(26)) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE outcome IN ACCESS EXCLUSIVE MODE");
      for (int i = 0; i < 26; i++) {
        ArrayNode own = batch("crowd", 1_000);
        answers.add(senders.submit(() -> app.report(own)));
      }
      await().atMost(DEADLINE).until(() -> answers.stream().filter(Future::isDone).count() == 3);
      holder.commit();
    }
    for (Future<Response> future : answers) {
      Response answer = future.get();
      if (answer.statusCode() == 503) {
        refused++;
        assertEquals("1", answer.header("Retry-After"));
        assertTrue(answer.asString().contains("Nothing of this batch was counted"));
      } else {
        accepted += answer.<Integer>path("accepted");
      }
    }
    assertEquals(3, refused);
    assertEquals(23_000, accepted);
    assertEquals(23_000, stored("crowd"));
  }

  /** A text that PostgreSQL cannot hold comes from one request and fails that one alone. */
  @Test
  void whatTheDatabaseRefusesFailsOnlyWhoeverSentIt()
      throws SQLException, InterruptedException, ExecutionException {
    Gauge waiting = metrics.get("sluice_outcomes_waiting").gauge();
    List<Future<Response>> answers = new ArrayList<>();
    try (Connection holder = Database.connect();
        Statement statement = holder.createStatement();
        var senders = Executors.newFixedThreadPool(10)) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE outcome IN ACCESS EXCLUSIVE MODE");
      for (int i = 0; i < 10; i++) {
        ArrayNode own = batch(i == 7 ? "with\0zero" : "innocent", 1);
        answers.add(senders.submit(() -> app.report(own)));
      }
      await().atMost(DEADLINE).until(() -> waiting.value() == 9);
      holder.commit();
    }
    for (int i = 0; i < 10; i++) {
      assertEquals(i == 7, answers.get(i).get().statusCode() >= 500, "request " + i);
    }
    assertEquals(9, stored("innocent"));
  }
}
