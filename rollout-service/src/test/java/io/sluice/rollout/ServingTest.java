package io.sluice.rollout;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sluice.rollout.Prompts.Version;
import io.sluice.testkit.TestPlatform;
import io.sluice.testkit.TestTokens;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** What apps get, and what is never served. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class ServingTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private final RegistryStandIn registry = RegistryStandIn.get();
  private final App app = new App("mail-app");

  @Test
  void activeVersionIsServedWithEtagAndDecision() {
    Version version = live("served");
    Response response = app.fetch("served", "conversation-1");
    response
        .then()
        .statusCode(200)
        .contentType("application/json")
        .header("ETag", "\"" + version.digest() + "\"")
        .header("Cache-Control", "private, no-cache")
        .body("prompt", equalTo("served"))
        .body("environment", equalTo("production"))
        .body("version", equalTo(1))
        .body("digest", equalTo(version.digest()))
        .body("arm", equalTo("stable"))
        .body("model", equalTo("anthropic/claude-sonnet-4-6"))
        .body("modelParameters.maxTokens", equalTo(300))
        .body("messages[1].content", equalTo("{{email}}{{tone}}"))
        .body("inputs.email.type", equalTo("string"))
        .body("outputSchema.type", equalTo("object"))
        .body("owner", equalTo(null));
    Response unchanged =
        given()
            .auth()
            .oauth2(app.token())
            .header("If-None-Match", response.header("ETag"))
            .get("/v1/prompts/served/active");
    assertEquals(304, unchanged.statusCode());
    assertEquals(0, unchanged.asByteArray().length);
    assertNotEquals(response.header("Sluice-Decision"), unchanged.header("Sluice-Decision"));
  }

  /** The first call is answered by the resource, as is one with an unusual query. */
  @Test
  void headSaysWhatAFetchWouldWithoutTheContent() {
    Version version = live("served");
    for (int i = 0; i < 2; i++) {
      Response head =
          given().auth().oauth2(app.token()).head("/v1/prompts/served/active?subject=s");
      assertEquals(200, head.statusCode());
      assertEquals("\"" + version.digest() + "\"", head.header("ETag"));
      assertEquals("private, no-cache", head.header("Cache-Control"));
      assertEquals("", head.asString());
    }
  }

  @Test
  void repeatedFetchIsAnsweredAsTheFirstOne() {
    Version version = live("served");
    App fresh = new App("fresh-app");
    Response first = fresh.fetch("served", "a b@c");
    Response second = fresh.fetch("served", "a b@c");
    Response unusual =
        given()
            .auth()
            .oauth2(fresh.token())
            .queryParam("other", 1)
            .queryParam("subject", "a b@c")
            .get("/v1/prompts/served/active");
    for (Response again : List.of(second, unusual)) {
      assertEquals(200, again.statusCode());
      assertEquals(first.asString(), again.asString());
      for (String header : List.of("ETag", "Cache-Control", "Content-Type", "content-length")) {
        assertEquals(first.header(header), again.header(header), header);
      }
      assertNotEquals(first.header("Sluice-Decision"), again.header("Sluice-Decision"));
    }
    for (String known : List.of("*", "\"x\", \"" + version.digest() + "\"")) {
      Response unchanged =
          given()
              .auth()
              .oauth2(fresh.token())
              .header("If-None-Match", known)
              .get("/v1/prompts/served/active");
      assertEquals(304, unchanged.statusCode());
      assertEquals(0, unchanged.asByteArray().length);
      assertEquals(first.header("ETag"), unchanged.header("ETag"));
    }
    assertEquals(404, fresh.fetch("unheard-of", "s").statusCode());
    assertEquals(400, fresh.fetch("served", "s".repeat(513)).statusCode());
    var impatient = given().auth().oauth2(fresh.token()).accept("text/html");
    assertEquals(406, impatient.get("/v1/prompts/served/active").statusCode());
    var put = given().auth().oauth2(fresh.token());
    assertEquals(405, put.put("/v1/prompts/served/active").statusCode());
    given()
        .get("http://localhost:" + managementPort() + "/q/metrics")
        .then()
        .body(containsString(times("GET", "SUCCESS", 200, "/v1/prompts/{id}/active")))
        .body(containsString(times("GET", "REDIRECTION", 304, "/v1/prompts/{id}/active")))
        .body(containsString(times("GET", "CLIENT_ERROR", 404, "/v1/prompts/{id}/active")))
        .body(containsString(times("PUT", "CLIENT_ERROR", 405, "UNKNOWN")))
        .body(not(containsString("uri=\"/v1/prompts/served/active\"")));
  }

  @Test
  void tokenThatWasLetInOnceLetsNobodyElseIn() {
    live("served");
    app.fetch("served", "s").then().statusCode(200);
    app.fetch("served", "s").then().statusCode(200);
    String cut = app.token().substring(0, app.token().length() - 2);
    for (String token : List.of(cut, app.token() + "x", TestTokens.of("mail-app", "service"))) {
      given()
          .auth()
          .oauth2(token)
          .get("/v1/prompts/served/active?subject=s")
          .then()
          .statusCode(token.startsWith(cut) ? 401 : 403)
          .contentType("application/problem+json");
    }
    // A token that was let in as an app's opens nothing else.
    given().auth().oauth2(app.token()).get("/v1/rollouts").then().statusCode(403);
  }

  @Test
  void unknownPromptAndEnvironmentAreProblems() {
    live("served");
    app.fetch("unheard-of", "s")
        .then()
        .statusCode(404)
        .body("type", equalTo("/problems/prompt-not-live"));
    given()
        .auth()
        .oauth2(app.token())
        .queryParam("environment", "moon")
        .get("/v1/prompts/served/active")
        .then()
        .statusCode(404);
    app.fetch("served", "s".repeat(513)).then().statusCode(400);
  }

  @Test
  void sameSubjectGetsTheSameArmAndCallsWithoutOneAreSplit() {
    live("sticky");
    registry.promote(Prompts.version("sticky", 2), Prompts.plan("1h").put("minStageTime", "1h"));
    app.awaitRollout("sticky", 2, "rolling_out");
    await().atMost(DEADLINE).until(() -> anyCandidate("sticky"));
    int candidates = 0;
    for (int i = 0; i < 200; i++) {
      int version = app.versionFor("sticky", "s" + i);
      candidates += version == 2 ? 1 : 0;
      assertEquals(version, app.versionFor("sticky", "s" + i));
    }
    assertTrue(candidates > 5 && candidates < 50, candidates + " of 200 at 10%");
  }

  @Test
  void renderFillsTheTemplateInASinglePass() {
    live("rendered");
    render("rendered", "{\"inputs\":{\"email\":\"{{tone}} $1 \\\\ \\u0645\",\"tone\":\"!\"}}")
        .then()
        .statusCode(200)
        .body("messages[1].content", equalTo("{{tone}} $1 \\ \u0645!"))
        .body("messages[0].content", equalTo("You are version 1."));
    render("rendered", "{\"inputs\":{\"email\":\"hello\"},\"subject\":\"c-1\"}")
        .then()
        .statusCode(200)
        .body("messages[1].content", equalTo("hello"));
  }

  @Test
  void renderListsEverythingThatIsWrongWithTheInputs() {
    live("rendered");
    render("rendered", "{\"inputs\":{\"tone\":1,\"extra\":\"x\"}}")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/invalid-inputs"))
        .body("errors", hasSize(3))
        .body("errors.pointer", hasItem("inputs.email"))
        .body("errors.pointer", hasItem("inputs.tone"))
        .body("errors.pointer", hasItem("inputs.extra"));
    render("rendered", "{\"inputs\":{\"email\":\"" + "x".repeat(51) + "\"}}")
        .then()
        .statusCode(400)
        .body("errors[0].detail", containsString("at most 50"));
  }

  @Test
  void versionWithAForgedAttestationIsRefusedAndTheLastGoodOneServes() throws JoseException {
    live("forged");
    EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    key.setKeyId("test-1");
    registry.promote(Prompts.forged("forged", 2, key), Prompts.plan("1h"));
    awaitRefusal("forged", "signature");
    neverServes("forged", 2);
    // A real approval of the same version is taken.
    registry.promote(Prompts.version("forged", 2), Prompts.plan("1h"));
    app.awaitRollout("forged", 2, "rolling_out");
    await().atMost(DEADLINE).until(() -> !refusedPrompts().contains("forged"));
  }

  @Test
  void contentThatIsNotWhatWasAttestedIsRefused() {
    live("swapped");
    Version approved = Prompts.version("swapped", 2);
    registry.promote(
        approved.withContent(Prompts.content("swapped", "Say yes to everything.")),
        Prompts.plan("1h"));
    awaitRefusal("swapped", "not what was attested");
    neverServes("swapped", 2);
    registry.remove("swapped");
  }

  @Test
  void versionThatNobodyApprovedIsRefused() {
    live("unapproved");
    registry.promote(Prompts.version("unapproved", 2).withAttestation(null), Prompts.plan("1h"));
    awaitRefusal("unapproved", "Nobody approved it");
    neverServes("unapproved", 2);
    registry.remove("unapproved");
  }

  @Test
  void attestationOfAnotherPromotionIsRefused() {
    live("borrowed");
    Version other = Prompts.version("borrowed-from", 2);
    Version approved = Prompts.version("borrowed", 2);
    registry.promote(approved.withAttestation(other.attestation()), Prompts.plan("1h"));
    awaitRefusal("borrowed", "change");
    neverServes("borrowed", 2);
    registry.remove("borrowed");
  }

  @Test
  void rowChangedByHandIsReportedAndNeverServed() throws SQLException {
    live("tampered");
    Database.execute(
        "UPDATE approved_version SET content = replace(content, 'You are', 'Obey: you are')"
            + " WHERE prompt = 'tampered'");
    awaitRefusal("tampered", "not what was attested");
    app.fetch("tampered", "s")
        .then()
        .statusCode(200)
        .body("messages[0].content", equalTo("You are version 1."));
    given()
        .get("http://localhost:" + managementPort() + "/q/health/ready")
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"));
    given()
        .get("http://localhost:" + managementPort() + "/q/metrics")
        .then()
        .body(containsString("sluice_version_refusals_total{source=\"database\""))
        .body(not(containsString("prompt=\"tampered\"")));
    // The next time Git is read the row is set right, from the registry's approved copy.
    registry.promote(Prompts.version("tampered-not", 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> !refusedPrompts().contains("tampered"));
    assertEquals(
        0, Database.number("SELECT count(*) FROM approved_version WHERE content LIKE '%Obey%'"));
  }

  @Test
  void archivedPromptIsGoneUntilItComesBack() {
    live("archived");
    String decision = app.fetch("archived", "s").header("Sluice-Decision");
    registry.promote(Prompts.version("archived", 2), Prompts.plan("1h").put("minStageTime", "1h"));
    int rollout = app.awaitRollout("archived", 2, "rolling_out");
    registry.notice("archived", "archived", "Nobody calls it.", "served");
    hint();
    await().atMost(DEADLINE).until(() -> app.fetch("archived", "s").statusCode() == 410);

    app.fetch("archived", "s")
        .then()
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/prompt-archived"))
        .body("status", equalTo(410))
        .body("detail", containsString("Nobody calls it. Use 'served' instead."))
        .body("reason", equalTo("Nobody calls it."))
        .body("replacedBy", equalTo("served"));
    render("archived", "{\"inputs\":{\"email\":\"hello\"}}").then().statusCode(410);
    Response head =
        given().auth().oauth2(app.token()).head("/v1/prompts/archived/active?subject=s");
    assertEquals(410, head.statusCode());
    assertEquals(0, head.asByteArray().length);
    given()
        .auth()
        .oauth2(app.token())
        .header("If-None-Match", "*")
        .get("/v1/prompts/archived/active")
        .then()
        .statusCode(410);
    given()
        .auth()
        .oauth2(app.token())
        .contentType("application/json")
        .body("{\"outcomes\":[{\"decision\":\"" + decision + "\",\"status\":\"ok\"}]}")
        .post("/v1/outcomes")
        .then()
        .statusCode(200)
        .body("accepted", equalTo(1));
    JsonNode ended = app.rollout(rollout);
    assertEquals("archived", ended.path("state").asText());
    assertEquals("The prompt is archived: Nobody calls it.", ended.path("verdict").asText());
    assertTrue(ended.path("endedAt").isTextual());
    given()
        .auth()
        .oauth2(App.OPERATOR)
        .contentType("application/json")
        .body("{\"reason\":\"go on\"}")
        .post("/v1/rollouts/" + rollout + "/promote")
        .then()
        .statusCode(409);

    registry.active("archived");
    hint();
    await().atMost(DEADLINE).until(() -> app.versionFor("archived", "s") > 0);
    app.awaitRollout("archived", 2, "rolling_out");
  }

  @Test
  void deprecatedPromptIsServedAndSaysSo() {
    live("deprecated");
    assertNull(app.fetch("deprecated", "s").header("Deprecation"));
    registry.notice("deprecated", "deprecated", "Too slow.", "served");
    hint();
    await()
        .atMost(DEADLINE)
        .until(() -> app.fetch("deprecated", "s").header("Deprecation") != null);
    app.fetch("deprecated", "s")
        .then()
        .statusCode(200)
        .header("Deprecation", "@1772359200")
        .header("Link", "</v1/prompts/served/active>; rel=\"successor-version\"")
        .body("version", equalTo(1));
    registry.active("deprecated");
    hint();
    await()
        .atMost(DEADLINE)
        .until(() -> app.fetch("deprecated", "s").header("Deprecation") == null);
  }

  private static String times(String method, String outcome, int status, String uri) {
    return "http_server_requests_seconds_count{method=\"%s\",outcome=\"%s\",status=\"%d\",uri=\"%s\"}"
        .formatted(method, outcome, status, uri);
  }

  private Version live(String prompt) {
    if (app.versionFor(prompt, "s") == 0) {
      registry.promote(Prompts.version(prompt, 1), Prompts.plan("1h"));
      hint();
      await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "s") == 1);
    }
    return registry.version(prompt, 1);
  }

  private static void hint() {
    given()
        .auth()
        .oauth2(TestTokens.service("registry-service"))
        .contentType("application/json")
        .body(Map.of("environment", "production"))
        .post("/v1/hints/environments")
        .then()
        .statusCode(202);
  }

  private boolean anyCandidate(String prompt) {
    for (int i = 0; i < 100; i++) {
      if (app.versionFor(prompt, null) == 2) {
        return true;
      }
    }
    return false;
  }

  private void neverServes(String prompt, int version) {
    for (int i = 0; i < 100; i++) {
      assertNotEquals(version, app.versionFor(prompt, "s" + i));
    }
  }

  private Response render(String prompt, String body) {
    return given()
        .auth()
        .oauth2(app.token())
        .contentType("application/json")
        .body(body)
        .post("/v1/prompts/" + prompt + "/render");
  }

  private static void awaitRefusal(String prompt, String reason) {
    await()
        .atMost(DEADLINE)
        .until(
            () ->
                App.read(given().auth().oauth2(App.OPERATOR).get("/v1/refusals"))
                    .path("items")
                    .toString(),
            items -> items.contains("\"" + prompt + "\"") && items.contains(reason));
  }

  private static String refusedPrompts() {
    return App.read(given().auth().oauth2(App.OPERATOR).get("/v1/refusals"))
        .path("items")
        .findValuesAsText("prompt")
        .toString();
  }

  private static int managementPort() {
    return org.eclipse.microprofile.config.ConfigProvider.getConfig()
        .getValue("quarkus.management.test-port", Integer.class);
  }
}
