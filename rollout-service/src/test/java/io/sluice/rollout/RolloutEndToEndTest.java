package io.sluice.rollout;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.testkit.TestPlatform;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The main job over HTTP: go live, roll out, and back. */
@QuarkusTest
@QuarkusTestResource(TestPlatform.class)
@QuarkusTestResource(RegistryStandIn.class)
class RolloutEndToEndTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private final RegistryStandIn registry = RegistryStandIn.get();
  private final App app = new App("mail-app");

  @Test
  void firstVersionGoesLiveAtOnceAndAHealthyOneReachesAllTraffic() {
    String prompt = "healthy";
    registry.promote(Prompts.version(prompt, 1), Prompts.plan("0s"));
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "a") == 1);
    registry.promote(Prompts.version(prompt, 2), Prompts.plan("0s"));
    int number = app.awaitRollout(prompt, 2, "rolling_out");

    app.callUntil(
        prompt, call -> "ok", () -> app.rollout(number).path("state").asText().equals("completed"));

    JsonNode rollout = app.rollout(number);
    assertEquals(100, rollout.path("share").asInt());
    assertEquals(
        List.of("started", "advanced", "completed"),
        rollout.path("history").findValuesAsText("event"));
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "a") == 2);
  }

  @Test
  void badVersionIsTakenBackInTrafficAndInGit() {
    String prompt = "bad";
    registry.promote(Prompts.version(prompt, 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor(prompt, "a") == 1);
    registry.promote(Prompts.version(prompt, 2), Prompts.plan("1h"));
    int number = app.awaitRollout(prompt, 2, "rolling_out");

    app.callUntil(
        prompt,
        call -> call.version() == 2 ? "schema_mismatch" : "ok",
        () -> app.rollout(number).path("state").asText().equals("rolled_back"));

    assertEquals(1, registry.liveVersion(prompt));
    JsonNode revert = registry.rollbacks(prompt).getFirst();
    assertEquals(2, revert.path("fromVersion").asInt());
    assertEquals(1, revert.path("toVersion").asInt());
    assertTrue(revert.path("reason").asText().contains("The candidate is worse"));
    for (int i = 0; i < 300; i++) {
      assertEquals(1, app.versionFor(prompt, "subject-" + i));
    }
    given()
        .auth()
        .oauth2(App.OPERATOR)
        .get("/v1/rollouts/" + number)
        .then()
        .statusCode(200)
        .body("verdict", containsString("enough to roll back"))
        .body("state", equalTo("rolled_back"));
  }
}
