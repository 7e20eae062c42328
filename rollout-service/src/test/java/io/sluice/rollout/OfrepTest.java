package io.sluice.rollout;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.ImmutableStructure;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.sluice.testkit.TestPlatform;
import io.sluice.testkit.TestTokens;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenFeature's own Java client, and the protocol as it is written. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class OfrepTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String FLAGS = "/ofrep/v1/evaluate/flags";
  private static final Value COMPILED_IN =
      new Value(new ImmutableStructure(Map.of("model", new Value("compiled-in"))));

  private final RegistryStandIn registry = RegistryStandIn.get();
  private final App app = new App("flag-app");

  @Test
  void theJavaProviderGetsTheVersionThatTheFetchGetsAndItsDecisionCounts() {
    live("flagged");
    registry.promote(Prompts.version("flagged", 2), Prompts.plan("1h").put("minStageTime", "1h"));
    app.awaitRollout("flagged", 2, "rolling_out");
    await()
        .atMost(DEADLINE)
        .until(() -> evaluate("flagged", "s").path("reason").asText(), "SPLIT"::equals);
    try (Provider provider = new Provider(app.token())) {
      int candidates = 0;
      for (int i = 0; i < 100; i++) {
        FlagEvaluationDetails<Value> details = provider.evaluate("flagged", "s" + i);
        int version = details.getFlagMetadata().getInteger("version");
        assertEquals(app.versionFor("flagged", "s" + i), version);
        assertEquals("SPLIT", details.getReason());
        assertEquals("v" + version, details.getVariant());
        assertEquals(
            "You are version " + version + ".",
            details
                .getValue()
                .asStructure()
                .getValue("messages")
                .asList()
                .getFirst()
                .asStructure()
                .getValue("content")
                .asString());
        candidates += version == 2 ? 1 : 0;
      }
      assertTrue(candidates > 0 && candidates < 40, candidates + " of 100 at 10%");
      FlagEvaluationDetails<Value> details = provider.evaluate("flagged", "s");
      int version = details.getFlagMetadata().getInteger("version");
      assertEquals(
          registry.version("flagged", version).digest(),
          details.getFlagMetadata().getString("digest"));
      assertAccepted(details.getFlagMetadata().getString("decision"));
    }
  }

  @Test
  void versionIsEvaluatedAsTheProtocolSays() {
    live("plain");
    JsonNode flag = evaluate("plain", "s");
    assertEquals("plain", flag.path("key").asText());
    assertEquals("STATIC", flag.path("reason").asText());
    assertEquals("v1", flag.path("variant").asText());
    assertEquals("anthropic/claude-sonnet-4-6", flag.path("value").path("model").asText());
    assertEquals(300, flag.path("value").path("modelParameters").path("maxTokens").asInt());
    assertFalse(flag.path("value").has("owner"));
    assertFalse(flag.path("value").has("arm"));
    assertEquals("stable", flag.path("metadata").path("arm").asText());
    assertEquals("production", flag.path("metadata").path("environment").asText());
    flag.path("metadata").forEach(value -> assertTrue(value.isValueNode() && !value.isNull()));
  }

  @Test
  void archivedPromptAnswersWithoutAValueSoThatTheDefaultServes() {
    live("switched-off");
    registry.notice("switched-off", "archived", "Nobody calls it.", "plain");
    await()
        .atMost(DEADLINE)
        .until(() -> evaluate("switched-off", "s").path("reason").asText(), "DISABLED"::equals);
    JsonNode flag = evaluate("switched-off", "s");
    assertFalse(flag.has("value"));
    assertFalse(flag.has("variant"));
    assertFalse(flag.path("metadata").has("decision"));
    assertEquals("Nobody calls it.", flag.path("metadata").path("archived").asText());
    assertEquals("plain", flag.path("metadata").path("replacedBy").asText());
    try (Provider provider = new Provider(app.token())) {
      assertEquals(COMPILED_IN, provider.evaluate("switched-off", "s").getValue());
    }
    registry.active("switched-off");
    await().atMost(DEADLINE).until(() -> evaluate("switched-off", "s").has("value"));
  }

  @Test
  void failuresLeaveTheDefaultAndSayWhy() {
    live("plain");
    try (Provider provider = new Provider(app.token())) {
      FlagEvaluationDetails<Value> unknown = provider.evaluate("unheard-of", "s");
      assertEquals(COMPILED_IN, unknown.getValue());
      assertEquals(ErrorCode.FLAG_NOT_FOUND, unknown.getErrorCode());
      FlagEvaluationDetails<Value> slashes = provider.evaluate("team/unheard-of", "s");
      assertEquals(ErrorCode.FLAG_NOT_FOUND, slashes.getErrorCode());
      FlagEvaluationDetails<Value> nobody =
          provider.client.getObjectDetails("plain", COMPILED_IN, new ImmutableContext());
      assertEquals(COMPILED_IN, nobody.getValue());
      assertEquals(ErrorCode.INVALID_CONTEXT, nobody.getErrorCode());
    }
    for (String token : List.of(TestTokens.of("ana", "engineer"), "garbage")) {
      try (Provider provider = new Provider(token)) {
        FlagEvaluationDetails<Value> refused = provider.evaluate("plain", "s");
        assertEquals(COMPILED_IN, refused.getValue());
        assertEquals(ErrorCode.GENERAL, refused.getErrorCode());
        assertTrue(
            refused.getErrorMessage().contains("authentication/authorization"),
            refused.getErrorMessage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"context\":{}}|TARGETING_KEY_MISSING",
        "{\"context\":{\"targetingKey\":\"\"}}|TARGETING_KEY_MISSING",
        "{\"context\":{\"targetingKey\":null}}|TARGETING_KEY_MISSING",
        "{\"context\":{\"targetingKey\":7}}|INVALID_CONTEXT",
        "{\"context\":{\"targetingKey\":\"s\",\"environment\":7}}|INVALID_CONTEXT",
        "{\"context\":{\"targetingKey\":\"s\",\"prompts\":\"plain\"}}|INVALID_CONTEXT",
        "{}|INVALID_CONTEXT",
        "null|INVALID_CONTEXT",
        "{\"context\":|PARSE_ERROR",
        "{\"context\":7}|PARSE_ERROR",
        "[]|PARSE_ERROR"
      })
  void badRequestsAreNamed(String body, String errorCode) {
    for (String path : List.of(FLAGS + "/plain", FLAGS)) {
      Response answer = post(path, app.token(), body);
      answer
          .then()
          .statusCode(400)
          .contentType("application/json")
          .body("errorCode", equalTo(errorCode))
          .body("errorDetails", not(containsString("io.sluice")))
          .body("metadata", equalTo(Map.of()));
      assertEquals(path.equals(FLAGS) ? null : "plain", answer.jsonPath().getString("key"));
    }
  }

  @Test
  void subjectThatIsTooLongIsRefused() {
    post(FLAGS + "/plain", app.token(), context("s".repeat(513)))
        .then()
        .statusCode(400)
        .body("errorCode", equalTo("INVALID_CONTEXT"));
  }

  @ParameterizedTest
  @ValueSource(strings = {FLAGS + "/plain", FLAGS})
  void onlyAppsGetIn(String path) {
    live("plain");
    for (String role : List.of("engineer", "reviewer", "operator", "service")) {
      post(path, TestTokens.of("somebody", role), context("s"))
          .then()
          .statusCode(403)
          .contentType("application/json")
          .body("errorCode", equalTo("GENERAL"))
          .body("errorDetails", containsString("needs the role 'app'"));
    }
    post(path, app.token(), context("s")).then().statusCode(200);
    post(path, "garbage", context("s"))
        .then()
        .statusCode(401)
        .contentType("application/json")
        .header("WWW-Authenticate", "Bearer")
        .body("errorCode", equalTo("GENERAL"));
    given()
        .contentType("application/json")
        .body(context("s"))
        .post(path)
        .then()
        .statusCode(401)
        .body("errorCode", equalTo("GENERAL"));
  }

  /** The Java provider appends the key to the path as it is; so may others. */
  @ParameterizedTest
  @CsvSource({
    "/team/greeting, 404, team/greeting",
    "/greeting%20two, 404, greeting two",
    "/caf\u00e9, 404,",
    "/..%2e/x, 404,",
    "/a?b=c, 404, a",
    "/a;b, 400,",
    "/a//b, 400,"
  })
  void keysThatAreNotEscapedGetAJsonAnswer(String path, int status, String key) throws IOException {
    String answer = raw("POST " + FLAGS + path);
    assertTrue(answer.startsWith("HTTP/1.1 " + status), path + ": " + answer);
    JsonNode body = JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    assertTrue(body.isObject(), answer);
    if (key != null) {
      assertEquals(key, body.path("key").asText());
      assertEquals("FLAG_NOT_FOUND", body.path("errorCode").asText());
    }
  }

  @Test
  void bulkHasEveryPromptAndIsNotSentTwice() {
    live("plain");
    live("other");
    Response all = post(FLAGS, app.token(), context("bulk-subject"));
    all.then()
        .statusCode(200)
        .body("flags.key", hasItems("plain", "other"))
        .body("metadata.environment", equalTo("production"));
    assertAccepted(all.jsonPath().getString("flags.find { it.key == 'plain' }.metadata.decision"));
    String narrow = "{\"context\":{\"targetingKey\":\"s\",\"prompts\":[\"plain\",\"unheard-of\"]}}";
    Response some = post(FLAGS, app.token(), narrow);
    some.then()
        .statusCode(200)
        .body("flags.key", equalTo(List.of("plain", "unheard-of")))
        .body("flags[1].errorCode", equalTo("FLAG_NOT_FOUND"));
    String etag = some.header("ETag");
    Response unchanged = conditional(narrow, etag);
    assertEquals(304, unchanged.statusCode());
    assertEquals(0, unchanged.asByteArray().length);
    assertEquals(etag, unchanged.header("ETag"));
    assertEquals(200, conditional(narrow.replace("\"s\"", "\"t\""), etag).statusCode());
    assertEquals(200, conditional(narrow, "\"something-else\"").statusCode());
    assertNotEquals(etag, post(FLAGS, TestTokens.app("another-app"), narrow).header("ETag"));
  }

  @Test
  void environmentComesWithTheContext() {
    live("plain");
    String moon = "{\"context\":{\"targetingKey\":\"s\",\"environment\":\"moon\"}}";
    post(FLAGS + "/plain", app.token(), moon)
        .then()
        .statusCode(404)
        .body("errorCode", equalTo("FLAG_NOT_FOUND"));
    post(FLAGS, app.token(), moon)
        .then()
        .statusCode(400)
        .body("errorCode", equalTo("INVALID_CONTEXT"))
        .body("key", equalTo(null));
  }

  private void live(String prompt) {
    if (app.versionFor(prompt, "s") == 0) {
      registry.promote(Prompts.version(prompt, 1), Prompts.plan("1h"));
      await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "s") == 1);
    }
  }

  private JsonNode evaluate(String key, String subject) {
    return App.read(post(FLAGS + "/" + key, app.token(), context(subject)));
  }

  private static String context(String subject) {
    return "{\"context\":{\"targetingKey\":\"" + subject + "\",\"plan\":\"free\"},\"later\":1}";
  }

  private static Response post(String path, String token, String body) {
    return given()
        .auth()
        .oauth2(token)
        .contentType("application/json; charset=utf-8")
        .body(body)
        .post(path);
  }

  private Response conditional(String body, String etag) {
    return given()
        .auth()
        .oauth2(app.token())
        .header("If-None-Match", etag)
        .contentType("application/json")
        .body(body)
        .post(FLAGS);
  }

  private void assertAccepted(String decision) {
    given()
        .auth()
        .oauth2(app.token())
        .contentType("application/json")
        .body("{\"outcomes\":[{\"decision\":\"" + decision + "\",\"status\":\"ok\"}]}")
        .post("/v1/outcomes")
        .then()
        .statusCode(200)
        .body("accepted", equalTo(1));
  }

  /** A whole answer, of a request line that no HTTP library would let through. */
  private String raw(String requestLine) throws IOException {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout((int) DEADLINE.toMillis());
      String body = context("s");
      String request =
          requestLine
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
              + app.token()
              + "\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** An app with OpenFeature's SDK in it. */
  private static final class Provider implements AutoCloseable {
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
    final Client client;

    Provider(String token) {
      api.setProviderAndWait(
          OfrepProvider.constructProvider(
              OfrepProviderOptions.builder()
                  .baseUrl("http://localhost:" + RestAssured.port)
                  .executor(executor)
                  .headers(ImmutableMap.of("Authorization", ImmutableList.of("Bearer " + token)))
                  .build()));
      client = api.getClient();
    }

    FlagEvaluationDetails<Value> evaluate(String key, String subject) {
      return client.getObjectDetails(key, COMPILED_IN, new ImmutableContext(subject));
    }

    @Override
    public void close() {
      api.shutdown();
      executor.shutdownNow();
    }
  }
}
