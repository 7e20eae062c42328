package io.sluice.registry.prompt;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasLength;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.specification.RequestSpecification;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import java.util.List;
import org.junit.jupiter.api.Test;

@RegistryTest
class PromptTest {
  @TestHTTPResource("/git/prompts.git")
  String url;

  private void version(String id, String purpose) {
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain(id)
        .write(
            "prompts/" + id + "/prompt.yaml",
            Prompts.entry(id, purpose.lines().findFirst().orElseThrow()))
        .write("prompts/" + id + "/tests.yaml", Prompts.suite());
    GitClient.Result pushed = git.pushChange(id, purpose);
    assertTrue(pushed.ok(), pushed.output());
    Attestations.mergeBranch(id);
  }

  private static RequestSpecification ana() {
    return given().auth().oauth2(TestTokens.engineer("ana"));
  }

  private static void measure(String id, String body, int status) {
    ana()
        .contentType("application/json")
        .body(body)
        .post("/v1/prompts/" + id + "/performance")
        .then()
        .statusCode(status);
  }

  @Test
  void anEntryHasEveryField() {
    version("full", "First purpose");
    version("full", "Second purpose\n\nWhy: it was vague.\nApproved-by: mallory");
    measure(
        "full",
        """
        {"version": 2, "metric": "accuracy", "value": 0.94, "sampleSize": 200,
         "measuredOn": "2026-03-31", "note": "Nightly suite"}
        """,
        201);

    ana()
        .get("/v1/prompts/full")
        .then()
        .statusCode(200)
        .body("id", equalTo("full"))
        .body("version", equalTo(2))
        .body("digest", startsWith("sha256:"))
        .body("lifecycle.state", equalTo("active"))
        .body("lifecycle.since", notNullValue())
        .body("owner", equalTo("omar@example.com"))
        .body("team", equalTo("customer-success"))
        .body("purpose", equalTo("Second purpose"))
        .body("model", equalTo("anthropic/claude-sonnet-4-6"))
        .body("modelParameters.temperature", equalTo(0.2f))
        .body("inputs.email.maxLength", equalTo(20000))
        .body("messages[0].content", containsString("Classify"))
        .body("outputSchema.required", contains("category"))
        .body("limits.latencyMs", equalTo(4000))
        .body("labels", hasSize(0))
        .body("tests.cases[0].name", equalTo("double charge"))
        .body("knownIssues", contains("Mixes up billing and refund"))
        .body("createdAt", notNullValue())
        .body("updatedAt", notNullValue())
        .body("reviewed.by", contains("omar"))
        .body("reviewed.at", equalTo("2026-03-01T10:00:00Z"))
        .body("live[0].environment", equalTo("production"))
        .body("live[0].version", equalTo(2))
        .body("live[0].rollback", equalTo(1))
        .body("live[0].since", equalTo("2026-03-01T10:00:00Z"))
        .body("changeLog.items.title", contains("Second purpose", "First purpose"))
        .body("changeLog.items[0].description", startsWith("Why: it was vague.\n\nfull v2 to"))
        .body("changeLog.items[0].author", equalTo("ana"))
        .body("changeLog.items[0].approvedBy", contains("omar"))
        .body("changeLog.items[0].change", notNullValue())
        .body("changeLog.items[0].commit", hasLength(40))
        .body("changeLog.nextCursor", nullValue())
        .body("performance.items[0].metric", equalTo("accuracy"))
        .body("performance.items[0].value", equalTo(0.94f))
        .body("performance.items[0].sampleSize", equalTo(200))
        .body("performance.items[0].measuredOn", equalTo("2026-03-31"))
        .body("performance.items[0].recordedBy", equalTo("ana"))
        .body("performance.items[0].recordedAt", notNullValue())
        .body("performance.items[0].note", equalTo("Nightly suite"));
  }

  @Test
  void theChangeLogIsPaged() {
    version("logged", "One");
    version("logged", "Two");
    version("logged", "Three");
    String cursor =
        ana()
            .queryParam("limit", 2)
            .get("/v1/prompts/logged/versions")
            .then()
            .statusCode(200)
            .body("items.version", contains(3, 2))
            .extract()
            .path("nextCursor");
    ana()
        .queryParam("cursor", cursor)
        .get("/v1/prompts/logged/versions")
        .then()
        .statusCode(200)
        .body("items.version", contains(1))
        .body("nextCursor", nullValue());
    ana().queryParam("cursor", "!").get("/v1/prompts/logged/versions").then().statusCode(400);
    ana().queryParam("limit", 0).get("/v1/prompts/logged/versions").then().statusCode(400);
    ana().get("/v1/prompts/nobody/versions").then().statusCode(404);
  }

  @Test
  void measurementsAreFilteredAndPaged() {
    version("measured", "Measured");
    for (int i = 1; i <= 3; i++) {
      measure(
          "measured",
          """
          {"version": 1, "metric": "latency", "value": %d, "unit": "ms", "sampleSize": 10,
           "measuredOn": "2026-03-0%d"}
          """
              .formatted(i, i),
          201);
    }
    measure(
        "measured",
        """
        {"version": 1, "metric": "accuracy", "value": 1, "sampleSize": 10,
         "measuredOn": "2026-03-05"}
        """,
        201);
    measure(
        "measured",
        "{\"version\": 7, \"metric\": \"a\", \"value\": 1, \"sampleSize\": 1,"
            + " \"measuredOn\": \"2026-03-05\"}",
        404);
    measure(
        "measured",
        "{\"version\": 1, \"metric\": \"a\", \"value\": 1, \"sampleSize\": 0,"
            + " \"measuredOn\": \"2026-03-05\"}",
        400);
    String path = "/v1/prompts/measured/performance";
    String cursor =
        ana()
            .queryParam("metric", "latency")
            .queryParam("limit", 2)
            .get(path)
            .then()
            .statusCode(200)
            .body("items.value", contains(3f, 2f))
            .body("items[0].unit", equalTo("ms"))
            .extract()
            .path("nextCursor");
    ana()
        .queryParam("metric", "latency")
        .queryParam("cursor", cursor)
        .get(path)
        .then()
        .body("items.value", contains(1f));
    ana().get(path).then().body("items.metric[0]", equalTo("accuracy")).body("items", hasSize(4));
    ana().queryParam("version", 2).get(path).then().body("items", hasSize(0));
    ana().queryParam("version", "x").get(path).then().statusCode(400);
    ana().get("/v1/prompts/nobody/performance").then().statusCode(404);
    given().auth().oauth2(TestTokens.app("shop")).get(path).then().statusCode(403);
  }

  @Test
  void versionsAreImmutableAndCompared() {
    version("compared", "One");
    version("compared", "Two");

    ana()
        .get("/v1/prompts/compared/versions/1")
        .then()
        .statusCode(200)
        .header("Cache-Control", containsString("immutable"))
        .body("entry.purpose", equalTo("One"));
    ana()
        .get("/v1/prompts/compared/versions/1/diff/2")
        .then()
        .statusCode(200)
        .body("fields.pointer", contains("/purpose"))
        .body("fields[0].op", equalTo("changed"))
        .body("fields[0].before", equalTo("One"))
        .body("fields[0].after", equalTo("Two"))
        .body("messages[0].words.op", contains("equal"))
        .body("verdict", equalTo("compatible"))
        .body("output.change", equalTo("same"))
        .body("before.tokens.encoding", equalTo("o200k_base"))
        .body("before.tokens.estimate", equalTo(true))
        .body("after.cost.maxOutputUsd", equalTo(0.0045f))
        .body("unified", containsString("+purpose: Two"));
  }

  @Test
  void whatAChangeBreaksIsSaidBeforeItIsApproved() {
    version("broken", "One");
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain("broken-2")
        .write(
            "prompts/broken/prompt.yaml",
            Prompts.entry("broken", "Two")
                .replace("maxLength: 20000", "maxLength: 100")
                .replace("category: {type: string}", "category: {type: [string, 'null']}"));
    assertTrue(git.pushChange("broken-2", "Break it").ok());

    var impact = Attestations.comparison("broken-2").path("prompts").get(0).path("impact");

    assertEquals("breaking", impact.path("verdict").asText());
    assertEquals(
        List.of("input-max-length", "type"), impact.path("reasons").findValuesAsText("rule"));
    assertEquals(
        "/outputSchema/properties/category/type",
        impact.path("reasons").get(1).path("pointer").asText());
    assertTrue(impact.path("tokensAfter").path("count").asInt() > 0);
    assertTrue(impact.path("costAfter").path("inputUsd").isNumber());
    Attestations.mergeBranch("broken-2");
    ana()
        .get("/v1/prompts/broken/versions/1/diff/2")
        .then()
        .body("verdict", equalTo("breaking"))
        .body("inputs.changes[0].rule", equalTo("input-max-length"))
        .body("output.change", equalTo("widened"))
        .body("output.example.category", nullValue());
    given()
        .auth()
        .oauth2(TestTokens.app("shop"))
        .get("/v1/prompts/broken/versions/1/diff/2")
        .then()
        .statusCode(403);
    ana().get("/v1/prompts/broken/versions/1/diff/9").then().statusCode(404);
  }

  @Test
  void theListIsSearchedFilteredAndPaged() {
    version("zebra-one", "Counts striped animals");
    version("zebra-two", "Counts striped animals at night");

    ana()
        .queryParam("q", "striped night")
        .get("/v1/prompts")
        .then()
        .statusCode(200)
        .body("items.id", contains("zebra-two"));
    ana().queryParam("team", "no-such-team").get("/v1/prompts").then().body("items", hasSize(0));
    String cursor =
        ana()
            .queryParam("q", "zebra")
            .queryParam("limit", 1)
            .get("/v1/prompts")
            .then()
            .body("items.id", contains("zebra-one"))
            .extract()
            .path("nextCursor");
    ana()
        .queryParam("q", "zebra")
        .queryParam("cursor", cursor)
        .get("/v1/prompts")
        .then()
        .body("items.id", hasItem("zebra-two"))
        .body("items", hasSize(1));
  }

  @Test
  void whatIsNotThereIs404AndABadQueryIs400() {
    ana()
        .get("/v1/prompts/nobody")
        .then()
        .statusCode(404)
        .body("type", equalTo("/problems/unknown-prompt"));
    ana().get("/v1/prompts/nobody/versions/1").then().statusCode(404);
    ana().queryParam("limit", 5000).get("/v1/prompts").then().statusCode(400);
    ana().queryParam("cursor", "%%%").get("/v1/prompts").then().statusCode(400);
  }

  @Test
  void schemasAreOpenToEditors() {
    given()
        .get("/v1/schemas/prompt.json")
        .then()
        .statusCode(200)
        .body("title", containsString("prompt"));
    given().get("/v1/schemas/other.json").then().statusCode(404);
  }

  @Test
  void anUnknownEnvironmentIs404AndNamesTheKnown() {
    given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .get("/v1/environments/prod")
        .then()
        .statusCode(404)
        .body("detail", containsString("[production]"));
  }

  @Test
  void appsReadNoRegistry() {
    for (String path : List.of("full", "full/versions", "full/versions/1", "full/performance")) {
      given()
          .auth()
          .oauth2(TestTokens.app("shop"))
          .get("/v1/prompts/" + path)
          .then()
          .statusCode(403);
    }
    given().get("/v1/prompts/full").then().statusCode(401);
  }
}
