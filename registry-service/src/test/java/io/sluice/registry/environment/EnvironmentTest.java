package io.sluice.registry.environment;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.response.Response;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@RegistryTest
class EnvironmentTest {
  @TestHTTPResource("/git/prompts.git")
  String url;

  private static Response desired(String known, String wait) {
    return given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .header("If-None-Match", known)
        .queryParam("wait", wait)
        .get("/v1/environments/production");
  }

  private static String tag() {
    return given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .get("/v1/environments/production")
        .then()
        .statusCode(200)
        .extract()
        .header("ETag");
  }

  @Test
  void whatIsKnownIsNotSentAgain() {
    assertEquals(304, desired(tag(), "0s").statusCode());
    assertEquals(304, desired(tag(), "1s").statusCode());
  }

  @Test
  void aWaitingRequestIsAnsweredWhenMainMoves() throws Exception {
    String before = tag();
    CompletableFuture<Response> waiting =
        CompletableFuture.supplyAsync(() -> desired(before, "50s"));
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain("awaited")
        .write("prompts/awaited/prompt.yaml", Prompts.entry("awaited", "Awaited"));
    assertTrue(git.pushChange("awaited", "Awaited").ok());
    Attestations.mergeBranch("awaited");

    Response answer = waiting.get(20, TimeUnit.SECONDS);

    answer
        .then()
        .statusCode(200)
        .body("prompts.find { it.prompt == 'awaited' }.version", equalTo(1));
  }

  @Test
  void thePlanOfTheChangesOwnFileIsDesired() {
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain("planned")
        .write("prompts/planned/prompt.yaml", Prompts.entry("planned", "Planned"))
        .write(
            "environments/production/planned.yaml",
            """
            apiVersion: sluice/v1
            prompt: planned
            version: next
            rollout:
              stages: [25, 100]
              watch: 30m
              ceiling: 0.05
              margins: {late: 1.5}
            """);
    GitClient.Result pushed = git.pushChange("planned", "Planned");
    assertTrue(pushed.ok(), pushed.output());
    Attestations.mergeBranch("planned");

    desired("", "0s")
        .then()
        .body("prompts.find { it.prompt == 'planned' }.version", equalTo(1))
        .body("prompts.find { it.prompt == 'planned' }.plan.stages[0]", equalTo(25))
        .body("prompts.find { it.prompt == 'planned' }.plan.watch", equalTo("30m"))
        .body("prompts.find { it.prompt == 'planned' }.plan.holdback", equalTo(5))
        .body("prompts.find { it.prompt == 'planned' }.plan.ceiling", equalTo(0.05f))
        .body("prompts.find { it.prompt == 'planned' }.plan.margins.late", equalTo(1.5f))
        .body("prompts.find { it.prompt == 'planned' }.plan.margins.early", equalTo(2));
  }

  @Test
  void pagesTogetherAreEverythingAndNothingIsThereTwice() {
    for (String id : List.of("paged-a", "paged-b", "paged-c")) {
      merge(id, Prompts.entry(id, "Paged"));
    }
    List<String> everything = page(Map.of()).path("prompts.prompt");

    List<String> read = new ArrayList<>();
    String cursor = "";
    do {
      Response page = page(Map.of("limit", "2", "cursor", cursor));
      read.addAll(page.path("prompts.prompt"));
      cursor = page.path("nextCursor");
    } while (cursor != null);

    assertEquals(everything, read);
    assertTrue(read.containsAll(List.of("paged-a", "paged-b", "paged-c")), read::toString);
  }

  @Test
  void whoKnowsACommitGetsWhatChangedAfterIt() {
    merge("since-before", Prompts.entry("since-before", "Not changed after the commit"));
    merge("since-after", Prompts.entry("since-after", "Changed after the commit"));
    String known = page(Map.of()).path("commit");
    merge("since-after", Prompts.entry("since-after", "Changed now"));

    Response changed = page(Map.of("since", known));

    assertEquals(known, changed.path("since"));
    assertEquals(List.of("since-after"), changed.path("prompts.prompt"));
    assertEquals(List.of(2), changed.path("prompts.version"));
    String now = changed.path("commit");
    assertEquals(List.of(), page(Map.of("since", now)).path("prompts"));
  }

  @Test
  void aPromptThatIsServedAgainCountsAsChanged() {
    merge("since-back", Prompts.entry("since-back", "Back"));
    merge(
        "since-back",
        Prompts.entry("since-back", "Back") + "lifecycle: {state: archived, reason: Unused}\n");
    Response archived = page(Map.of());
    assertFalse(archived.<List<String>>path("prompts.prompt").contains("since-back"));

    merge("since-back", Prompts.entry("since-back", "Back") + "lifecycle: {state: active}\n");

    Response changed = page(Map.of("since", archived.path("commit")));
    assertEquals(List.of("since-back"), changed.path("prompts.prompt"));
  }

  @Test
  void aCommitThatIsNotOnMainGivesEverything() {
    merge("since-unknown", Prompts.entry("since-unknown", "Unknown"));

    Response all = page(Map.of("since", "0123456789012345678901234567890123456789"));

    assertNull(all.path("since"));
    assertTrue(all.<List<String>>path("prompts.prompt").contains("since-unknown"));
  }

  @Test
  void aSinceThatIsNoCommitIs400() {
    given()
        .auth()
        .oauth2(TestTokens.service("rollout-service"))
        .get("/v1/environments/production?since=main")
        .then()
        .statusCode(400)
        .body("detail", containsString("'commit'"));
  }

  private static Response page(Map<String, String> query) {
    Response answer =
        given()
            .auth()
            .oauth2(TestTokens.service("rollout-service"))
            .queryParams(query)
            .get("/v1/environments/production");
    answer.then().statusCode(200);
    return answer;
  }

  private void merge(String id, String entry) {
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain(id).write("prompts/" + id + "/prompt.yaml", entry);
    GitClient.Result pushed = git.pushChange(id, "Change " + id);
    assertTrue(pushed.ok(), pushed.output());
    Attestations.mergeBranch(id);
  }

  @Test
  void anImpossibleWaitIs400() {
    desired("\"x\"", "5 minutes").then().statusCode(400);
    desired("\"x\"", "61s").then().statusCode(400);
  }

  @Test
  void onlyServicesAndOperatorsReadDesiredState() {
    given()
        .auth()
        .oauth2(TestTokens.app("shop"))
        .get("/v1/environments/production")
        .then()
        .statusCode(403);
  }
}
