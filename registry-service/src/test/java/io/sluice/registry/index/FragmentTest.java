package io.sluice.registry.index;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fragments from push to desired state, and from Git alone. */
@RegistryTest
class FragmentTest {
  @TestHTTPResource("/git/prompts.git")
  String url;

  @Inject Pool pool;
  @Inject IndexReconciler reconciler;

  private static String fragment(String id, String content) {
    return """
        apiVersion: sluice/v1
        id: %s
        owner: omar@example.com
        team: customer-success
        purpose: A piece of other prompts
        model: anthropic/claude-sonnet-4-6
        messages:
          - role: system
            content: "%s"
        """
        .formatted(id, content);
  }

  private static String including(String id, String tag) {
    return Prompts.entry(id, "Includes").replace("Classify the email.", "Classify. " + tag);
  }

  private GitClient.Result push(String branch, String id, String text, String... options) {
    return GitClient.clone(url, TestTokens.engineer("ana"))
        .branchFromMain(branch)
        .write("prompts/" + id + "/prompt.yaml", text)
        .pushChange(branch, "Change " + id, options);
  }

  private void land(String branch, String id, String text) {
    GitClient.Result pushed = push(branch, id, text);
    assertTrue(pushed.ok(), pushed.output());
    Attestations.mergeBranch(branch);
  }

  private static JsonNode get(String path) {
    return given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .get(path)
        .then()
        .statusCode(200)
        .extract()
        .as(JsonNode.class);
  }

  private static JsonNode desired(String id) {
    for (JsonNode prompt : get("/v1/environments/production").path("prompts")) {
      if (prompt.path("prompt").asText().equals(id)) {
        return prompt;
      }
    }
    throw new AssertionError(id + " is not desired");
  }

  private static String system(JsonNode messages) {
    return messages.get(0).path("content").asText();
  }

  @Test
  void fragmentsAreInsideWhatIsApprovedServedAndRebuilt() throws Throwable {
    land("frag-base", "frag-base", fragment("frag-base", "Be kind."));
    land("frag-tone", "frag-tone", fragment("frag-tone", "{{> frag-base@1}} Be short."));
    GitClient.Result pushed =
        push("frag-user", "frag-user", including("frag-user", "{{> frag-tone@1}}"));
    assertTrue(pushed.ok(), pushed.output());

    JsonNode compared = Attestations.comparison("frag-user").path("prompts").get(0);
    assertEquals("Classify. Be kind. Be short.\n", system(compared.path("resolvedMessages")));
    assertEquals("frag-tone", compared.path("fragments").get(0).path("fragment").asText());
    Attestations.mergeBranch("frag-user");

    JsonNode served = desired("frag-user");
    assertEquals(compared.path("nextDigest"), served.path("digest"));
    assertEquals(
        "Classify. Be kind. Be short.\n",
        system(served.path("content").path("prompt").path("messages")));
    JsonNode version = get("/v1/prompts/frag-user/versions/1");
    assertEquals("Classify. {{> frag-tone@1}}\n", system(version.path("source")));
    assertEquals("[\"frag-tone\",\"frag-base\"]", names(version.path("fragments")));
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    String log = git.must("log", "-1", "--format=%(trailers:key=Prompt-Fragment)");
    String toneCommit = get("/v1/prompts/frag-tone/versions/1").path("commit").asText();
    assertEquals("Prompt-Fragment: frag-user frag-tone@1 " + toneCommit, log.strip());
    assertTrue(
        git.must("show", "HEAD:prompts/frag-user/prompt.yaml").contains("{{> frag-tone@1}}"));

    VertxContextSupport.subscribeAndAwait(
        () ->
            pool.query(
                    "TRUNCATE index_marker, prompt, prompt_version, merged_change, promotion, live")
                .execute());
    VertxContextSupport.subscribeAndAwait(reconciler::upToMain);
    assertEquals(version, get("/v1/prompts/frag-user/versions/1"));
    assertEquals(served, desired("frag-user"));
  }

  private static String names(JsonNode uses) {
    return new com.fasterxml.jackson.databind.ObjectMapper()
        .valueToTree(uses.findValuesAsText("fragment"))
        .toString();
  }

  @Test
  void aNewFragmentVersionChangesNobodyUntilTheyPinIt() {
    land("frag-pin", "frag-pin", fragment("frag-pin", "One."));
    land("frag-pinned", "frag-pinned", including("frag-pinned", "{{> frag-pin@1}}"));
    land("frag-pin-2", "frag-pin", fragment("frag-pin", "Two."));
    assertEquals(
        "Classify. One.\n",
        system(desired("frag-pinned").path("content").path("prompt").path("messages")));
    GitClient.Result pushed =
        push("frag-pinned-2", "frag-pinned", including("frag-pinned", "{{> frag-pin@2}}"));
    assertTrue(pushed.ok(), pushed.output());
    JsonNode compared = Attestations.comparison("frag-pinned-2").path("prompts").get(0);
    assertEquals(1, compared.path("baseVersion").asInt());
    assertEquals(2, compared.path("nextVersion").asInt());
    Attestations.mergeBranch("frag-pinned-2");

    given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .queryParam("limit", 1)
        .get("/v1/prompts/frag-pin/uses")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(1))
        .body("items[0].prompt", equalTo("frag-pinned"))
        .body("items[0].version", equalTo(1))
        .body("items[0].latest", equalTo(false))
        .body("items[0].includes[0].direct", equalTo(true))
        .body("nextCursor.empty", equalTo(false));
    given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .get("/v1/prompts/frag-pin/uses")
        .then()
        .body("items.size()", equalTo(2))
        .body("items[1].latest", equalTo(true))
        .body("items[1].includes[0].version", equalTo(2));
  }

  @Test
  void thePushSaysWhatIsWrongAndWhere() {
    land("frag-solo", "frag-solo", fragment("frag-solo", "Solo."));
    for (Map.Entry<String, String> wrong :
        Map.of(
                "{{> frag-solo@7}}", "fragment-missing",
                "{{> frag-none@1}}", "fragment-missing",
                "{{> frag-wrong@1}}", "fragment-cycle",
                "{{> frag-solo}}", "template-syntax")
            .entrySet()) {
      GitClient.Result pushed =
          push("frag-wrong", "frag-wrong", including("frag-wrong", wrong.getKey()));
      assertFalse(pushed.ok(), pushed.output());
      assertTrue(
          pushed.output().contains("prompts/frag-wrong/prompt.yaml:13:17: "), pushed.output());
      assertTrue(pushed.output().contains("[" + wrong.getValue() + "]"), pushed.output());
    }
    given()
        .auth()
        .oauth2(TestTokens.service("review-service"))
        .contentType("application/json")
        .body(
            Map.of(
                "branch", "changes/frag-api",
                "files",
                    Map.of(
                        "prompts/frag-api/prompt.yaml", including("frag-api", "{{> frag-solo@7}}")),
                "title", "Over HTTP",
                "author", "ana"))
        .post("/v1/branches")
        .then()
        .statusCode(422)
        .body("errors.rule", hasItem("fragment-missing"))
        .body("errors.pointer", hasItem("prompts/frag-api/prompt.yaml:13:17"));
  }

  @Test
  void appsDoNotAskWhoUsesWhat() {
    given()
        .auth()
        .oauth2(TestTokens.app("shop"))
        .get("/v1/prompts/frag-pin/uses")
        .then()
        .statusCode(403);
    given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .get("/v1/prompts/no-such-prompt/uses")
        .then()
        .statusCode(404);
  }
}
