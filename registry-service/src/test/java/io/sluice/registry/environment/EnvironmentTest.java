package io.sluice.registry.environment;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.response.Response;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
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
            """);
    GitClient.Result pushed = git.pushChange("planned", "Planned");
    assertTrue(pushed.ok(), pushed.output());
    Attestations.mergeBranch("planned");

    desired("", "0s")
        .then()
        .body("prompts.find { it.prompt == 'planned' }.version", equalTo(1))
        .body("prompts.find { it.prompt == 'planned' }.plan.stages[0]", equalTo(25))
        .body("prompts.find { it.prompt == 'planned' }.plan.watch", equalTo("30m"))
        .body("prompts.find { it.prompt == 'planned' }.plan.holdback", equalTo(5));
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
