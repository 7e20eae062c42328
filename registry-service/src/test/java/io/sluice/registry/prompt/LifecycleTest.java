package io.sluice.registry.prompt;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.response.ValidatableResponse;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import org.junit.jupiter.api.Test;

@RegistryTest
class LifecycleTest {
  private static final String ARCHIVED = "lifecycle: {state: archived, reason: Nobody calls it}\n";

  @TestHTTPResource("/git/prompts.git")
  String url;

  private GitClient branch(String name, String id, String purpose, String lifecycle) {
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    return git.branchFromMain(name)
        .write("prompts/" + id + "/prompt.yaml", Prompts.entry(id, purpose) + lifecycle);
  }

  private JsonNode land(String id, String purpose, String lifecycle) {
    GitClient.Result pushed = branch(id, id, purpose, lifecycle).pushChange(id, purpose);
    assertTrue(pushed.ok(), pushed.output());
    return Attestations.mergeBranch(id);
  }

  private static ValidatableResponse production() {
    return given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .get("/v1/environments/production")
        .then()
        .statusCode(200);
  }

  private static ValidatableResponse entry(String id) {
    return given().auth().oauth2(TestTokens.engineer("ana")).get("/v1/prompts/" + id).then();
  }

  private static JsonNode problems(String branch) {
    return Attestations.comparison(branch).path("problems");
  }

  @Test
  void anArchivedPromptIsAVersionThatRunsNowhere() {
    land("lc-gone", "In use", "");
    JsonNode merged = land("lc-gone", "In use", ARCHIVED);

    assertEquals(2, merged.at("/versions/0/version").asInt());
    assertTrue(merged.path("promotions").isEmpty(), merged.toString());
    production()
        .body("prompts.findAll { it.prompt == 'lc-gone' }", empty())
        .body("archived.find { it.prompt == 'lc-gone' }.reason", equalTo("Nobody calls it"))
        .body("archived.find { it.prompt == 'lc-gone' }.replacedBy", nullValue())
        .body("archived.find { it.prompt == 'lc-gone' }.since", equalTo("2026-03-01T10:00:00Z"));
    entry("lc-gone")
        .body("version", equalTo(2))
        .body("lifecycle.state", equalTo("archived"))
        .body("lifecycle.reason", equalTo("Nobody calls it"))
        .body("lifecycle.since", notNullValue())
        .body("live[0].version", equalTo(1));
  }

  @Test
  void aDeprecatedPromptIsServedAndSaysSo() {
    land("lc-new", "The new one", "");
    JsonNode merged =
        land(
            "lc-old",
            "The old one",
            "lifecycle: {state: deprecated, reason: Too slow, replacedBy: lc-new}\n");

    assertEquals("production", merged.at("/promotions/0/environment").asText());
    production()
        .body("prompts.find { it.prompt == 'lc-old' }.version", equalTo(1))
        .body("deprecated.find { it.prompt == 'lc-old' }.replacedBy", equalTo("lc-new"))
        .body("deprecated.find { it.prompt == 'lc-old' }.reason", equalTo("Too slow"))
        .body("archived.findAll { it.prompt == 'lc-old' }", empty());
  }

  @Test
  void aReplacementMustBeThere() {
    GitClient.Result pushed =
        branch(
                "lc-lost",
                "lc-lost",
                "x",
                "lifecycle: {state: archived, reason: Gone, replacedBy: nobody}\n")
            .pushChange("lc-lost", "x");
    assertFalse(pushed.ok());
    assertTrue(
        pushed.output().contains("prompts/lc-lost/prompt.yaml:24:44")
            && pushed.output().contains("There is no prompt 'nobody' to be replaced by"),
        pushed.output());
  }

  @Test
  void onlyAnExplicitStateBringsAnArchivedPromptBack() {
    land("lc-back", "In use", "");
    land("lc-back", "In use", ARCHIVED);

    branch("lc-silent", "lc-back", "Back again", "").pushChange("lc-silent", "Back again");
    assertEquals("unarchive-explicitly", problems("lc-silent").at("/0/rule").asText());

    land("lc-back", "Still archived", ARCHIVED);
    production().body("prompts.findAll { it.prompt == 'lc-back' }", empty());

    JsonNode merged = land("lc-back", "Back again", "lifecycle: {state: active}\n");
    assertEquals(4, merged.at("/promotions/0/version").asInt());
    production()
        .body("prompts.find { it.prompt == 'lc-back' }.version", equalTo(4))
        .body("archived.findAll { it.prompt == 'lc-back' }", empty());
    entry("lc-back")
        .body("lifecycle.state", equalTo("active"))
        .body("changeLog.items.version", contains(4, 3, 2, 1));
  }

  @Test
  void archivedVersionsAreNotPromotedByName() {
    land("lc-named", "In use", "");
    String digest = entry("lc-named").extract().path("digest");
    land("lc-named", "In use", ARCHIVED);
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain("lc-promote")
        .write(
            "environments/production/lc-named.yaml",
            """
            apiVersion: sluice/v1
            prompt: lc-named
            version: 1
            digest: %s
            rollout: {watch: 1h}
            """
                .formatted(digest));
    assertTrue(git.pushChange("lc-promote", "Promote").ok());
    assertEquals("archived-prompt", problems("lc-promote").at("/0/rule").asText());
    assertTrue(Attestations.comparison("lc-promote").path("promotions").isEmpty());
  }
}
