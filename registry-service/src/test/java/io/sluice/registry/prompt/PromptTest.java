package io.sluice.registry.prompt;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.specification.RequestSpecification;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import org.junit.jupiter.api.Test;

@RegistryTest
class PromptTest {
  @TestHTTPResource("/git/prompts.git")
  String url;

  private void version(String id, String purpose) {
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain(id)
        .write("prompts/" + id + "/prompt.yaml", Prompts.entry(id, purpose))
        .write("prompts/" + id + "/tests.yaml", Prompts.suite());
    GitClient.Result pushed = git.pushChange(id, purpose);
    assertTrue(pushed.ok(), pushed.output());
    Attestations.mergeBranch(id);
  }

  private static RequestSpecification ana() {
    return given().auth().oauth2(TestTokens.engineer("ana"));
  }

  @Test
  void anEntryHasEveryField() {
    version("full", "First purpose");
    version("full", "Second purpose");
    given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .contentType("application/json")
        .body(
            """
            {"version": 2, "metric": "accuracy", "value": 0.94, "sampleSize": 200,
             "measuredOn": "2026-03-31"}
            """)
        .post("/v1/prompts/full/performance")
        .then()
        .statusCode(201)
        .body("recordedBy", equalTo("ana"));

    ana()
        .get("/v1/prompts/full")
        .then()
        .statusCode(200)
        .body("version", equalTo(2))
        .body("owner", equalTo("omar@example.com"))
        .body("team", equalTo("customer-success"))
        .body("purpose", equalTo("Second purpose"))
        .body("model", equalTo("anthropic/claude-sonnet-4-6"))
        .body("modelParameters.temperature", equalTo(0.2f))
        .body("messages[0].content", containsString("Classify"))
        .body("outputSchema.required", contains("category"))
        .body("tests.cases[0].name", equalTo("double charge"))
        .body("knownIssues", contains("Mixes up billing and refund"))
        .body("createdAt", notNullValue())
        .body("updatedAt", notNullValue())
        .body("live[0].version", equalTo(2))
        .body("changeLog.title", contains("Second purpose", "First purpose"))
        .body("changeLog[0].approvedBy", contains("omar"))
        .body("performance[0].metric", equalTo("accuracy"))
        .body("performance[0].sampleSize", equalTo(200));
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
        .body("fields.field", contains("purpose"))
        .body("fields[0].before", equalTo("One"))
        .body("fields[0].after", equalTo("Two"))
        .body("unified", containsString("+purpose: Two"));
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
    given().auth().oauth2(TestTokens.app("shop")).get("/v1/prompts/full").then().statusCode(403);
  }
}
