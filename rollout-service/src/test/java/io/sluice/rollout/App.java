package io.sluice.rollout;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import io.sluice.testkit.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A production app that fetches, calls its model and reports, over real HTTP. */
final class App {
  static final String OPERATOR = TestTokens.operator("olga");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int CALLS_PER_BATCH = 100;

  /** One served call. */
  record Call(int version, String arm, String decision) {}

  private final String token;
  private final String environment;
  private int subjects;

  App(String name) {
    this(name, "production");
  }

  App(String name, String environment) {
    this.token = TestTokens.app(name);
    this.environment = environment;
  }

  String token() {
    return token;
  }

  Response fetch(String prompt, String subject) {
    var request = given().auth().oauth2(token);
    if (!environment.equals("production")) {
      request.queryParam("environment", environment);
    }
    if (subject != null) {
      request.queryParam("subject", subject);
    }
    return request.get("/v1/prompts/" + prompt + "/active");
  }

  /** Version served to a subject; 0 when none is. */
  int versionFor(String prompt, String subject) {
    Response response = fetch(prompt, subject);
    return response.statusCode() == 200 ? response.jsonPath().getInt("version") : 0;
  }

  Call call(String prompt, String subject) {
    Response response = fetch(prompt, subject);
    response.then().statusCode(200);
    return new Call(
        response.jsonPath().getInt("version"),
        response.jsonPath().getString("arm"),
        response.header("Sluice-Decision"));
  }

  Response report(ArrayNode outcomes) {
    ObjectNode body = JSON.createObjectNode();
    body.set("outcomes", outcomes);
    return given()
        .auth()
        .oauth2(token)
        .contentType("application/json")
        .body(body.toString())
        .post("/v1/outcomes");
  }

  /** Calls for ever new subjects and reports, until something holds. */
  void callUntil(String prompt, Function<Call, String> status, BooleanSupplier done) {
    callUntil(prompt, status, call -> 100L, done);
  }

  /** The same with latencies in milliseconds. */
  void callUntil(
      String prompt,
      Function<Call, String> status,
      Function<Call, Long> latencyMs,
      BooleanSupplier done) {
    Awaitility.await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              if (done.getAsBoolean()) {
                return true;
              }
              ArrayNode outcomes = JSON.createArrayNode();
              for (int i = 0; i < CALLS_PER_BATCH; i++) {
                Call call = call(prompt, "subject-" + subjects++);
                outcomes
                    .addObject()
                    .put("decision", call.decision())
                    .put("status", status.apply(call))
                    .put("latencyMs", latencyMs.apply(call));
              }
              report(outcomes).then().statusCode(200);
              return false;
            });
  }

  JsonNode rollout(int number) {
    return read(given().auth().oauth2(OPERATOR).get("/v1/rollouts/" + number));
  }

  /** Waits for the rollout of a version to be in a state; its number. */
  int awaitRollout(String prompt, int version, String state) {
    return Awaitility.await()
        .atMost(DEADLINE)
        .until(() -> find(prompt, version, state), number -> number > 0);
  }

  private int find(String prompt, int version, String state) {
    JsonNode page =
        read(
            given()
                .auth()
                .oauth2(OPERATOR)
                .queryParam("environment", environment)
                .queryParam("prompt", prompt)
                .queryParam("state", state)
                .get("/v1/rollouts"));
    for (JsonNode item : page.path("items")) {
      if (item.path("candidate").path("version").asInt() == version) {
        return item.path("number").asInt();
      }
    }
    return 0;
  }

  static JsonNode read(Response response) {
    try {
      return JSON.readTree(response.asByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
