package io.sluice.rollout;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.testkit.TestPlatform;
import io.sluice.testkit.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What happens to rollouts, as others follow it. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class FeedTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private final RegistryStandIn registry = RegistryStandIn.get();
  private final App app = new App("feed-app");

  @TestHTTPResource URI service;

  private int rollOut(String prompt) {
    registry.promote(Prompts.version(prompt, 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "a") == 1);
    registry.promote(Prompts.version(prompt, 2), Prompts.plan("1h"));
    return app.awaitRollout(prompt, 2, "rolling_out");
  }

  private static void rollBack(int number) {
    given()
        .auth()
        .oauth2(App.OPERATOR)
        .contentType("application/json")
        .body("{\"reason\":\"It is off\"}")
        .post("/v1/rollouts/" + number + "/rollback")
        .then()
        .statusCode(200);
  }

  private static JsonNode after(long id, int limit) {
    return App.read(
            given()
                .auth()
                .oauth2(TestTokens.service("review-service"))
                .get("/v1/rollout-events?after=" + id + "&limit=" + limit))
        .path("items");
  }

  /** Every line after an id, a few at a time. */
  private static List<JsonNode> allAfter(long id) {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode page = after(id, 2); !page.isEmpty(); page = after(id, 2)) {
      page.forEach(all::add);
      id = all.getLast().path("id").asLong();
    }
    return all;
  }

  @Test
  void whoRemembersWhereTheyWereMissesNothingAndReadsNothingTwice() {
    int number = rollOut("followed");
    rollBack(number);
    app.awaitRollout("followed", 2, "rolled_back");

    List<JsonNode> lines =
        await()
            .atMost(DEADLINE)
            .until(
                () ->
                    allAfter(0).stream().filter(l -> l.path("rollout").asInt() == number).toList(),
                found -> !found.isEmpty() && event(found.getLast()).equals("rolled_back"));

    assertEquals(
        List.of("started", "rolling_back", "reverted_in_git", "rolled_back"),
        lines.stream().map(FeedTest::event).toList());
    JsonNode back = lines.get(1);
    assertEquals("followed", back.path("prompt").asText());
    assertEquals("omar@example.com", back.path("owner").asText());
    assertEquals("production", back.path("environment").asText());
    assertEquals(2, back.path("version").asInt());
    assertTrue(back.path("detail").asText().contains("It is off"), back.toString());
    assertEquals(List.of(), allAfter(lines.getLast().path("id").asLong()));
  }

  private static String event(JsonNode line) {
    return line.path("event").asText();
  }

  /** Ids are given before a transaction commits; a reader must not run past an open one. */
  @Test
  void aLineIsHandedOutOnlyWhenNoEarlierOneCanStillAppear() throws SQLException {
    int number = rollOut("in-order");
    long last = allAfter(0).getLast().path("id").asLong();
    try (Connection slow = Database.connect();
        Connection quick = Database.connect()) {
      slow.setAutoCommit(false);
      add(slow, number, "slow");
      add(quick, number, "quick");

      assertEquals(List.of(), events(last, number));
      slow.commit();
    }
    assertEquals(List.of("slow", "quick"), events(last, number));
  }

  private static List<String> events(long after, int number) {
    return allAfter(after).stream()
        .filter(line -> line.path("rollout").asInt() == number)
        .map(FeedTest::event)
        .toList();
  }

  private static void add(Connection connection, int rollout, String event) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO rollout_event (rollout, at, event, detail) VALUES (%d, now(), '%s', '')"
              .formatted(rollout, event));
    }
  }

  @Test
  void aStreamTellsWhatHappensAndGoesOnAfterABreak() throws Exception {
    int number = rollOut("streamed");
    List<String> first = new ArrayList<>();
    try (Stream<String> lines = stream(number, null)) {
      lines
          .peek(line -> first.add(line))
          .filter(line -> line.startsWith("event:"))
          .findFirst()
          .orElseThrow();
    }
    String id =
        first.stream()
            .filter(line -> line.startsWith("id:"))
            .findFirst()
            .map(line -> line.substring(3).strip())
            .orElse(String.valueOf(allAfter(0).getLast().path("id").asLong()));

    rollBack(number);

    try (Stream<String> lines = stream(number, id)) {
      List<String> names =
          lines
              .filter(line -> line.startsWith("event:"))
              .map(line -> line.substring(6).strip())
              .filter(name -> !name.equals("started"))
              .toList();
      assertEquals(List.of("rolling_back", "reverted_in_git", "rolled_back", "end"), names);
    }
  }

  /** Lines are held back while something older is still being written. */
  @Test
  void streamEndsWithTheLastLineAndNotBefore() throws Exception {
    int number = rollOut("feed-held");
    try (Connection other = Database.connect();
        Statement statement = other.createStatement();
        var reader = Executors.newSingleThreadExecutor()) {
      other.setAutoCommit(false);
      statement.execute(
          "INSERT INTO counter_batch (process, sequence) VALUES (gen_random_uuid(), 1)");
      rollBack(number);
      await()
          .atMost(DEADLINE)
          .until(() -> app.rollout(number).path("state").asText().equals("rolled_back"));

      Future<List<String>> names = reader.submit(() -> names(number));
      assertThrows(TimeoutException.class, () -> names.get(2, TimeUnit.SECONDS));
      other.rollback();

      assertEquals(
          List.of("started", "rolling_back", "reverted_in_git", "rolled_back", "end"),
          names.get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
    }
  }

  private List<String> names(int number) throws IOException, InterruptedException {
    try (Stream<String> lines = stream(number, null)) {
      return lines
          .filter(line -> line.startsWith("event:"))
          .map(line -> line.substring(6).strip())
          .toList();
    }
  }

  private Stream<String> stream(int number, String lastEventId)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.resolve("/v1/rollouts/" + number + "/events"))
            .header("Authorization", "Bearer " + App.OPERATOR)
            .header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpResponse<Stream<String>> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    assertEquals(200, response.statusCode());
    return response.body();
  }

  @Test
  void whatIsNotThereOrNoPlaceIsSaid() {
    given()
        .auth()
        .oauth2(App.OPERATOR)
        .get("/v1/rollouts/999999/events")
        .then()
        .statusCode(404)
        .body("detail", containsString("999999"));
    given()
        .auth()
        .oauth2(App.OPERATOR)
        .header("Last-Event-ID", "x")
        .get("/v1/rollouts/1/events")
        .then()
        .statusCode(400);
    given().auth().oauth2(App.OPERATOR).get("/v1/rollout-events?after=-1").then().statusCode(400);
  }
}
