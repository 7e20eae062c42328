package io.sluice.rollout;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.rollout.Prompts.Version;
import io.sluice.testkit.TestPlatform;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Environments are followed beside each other, and each judges for itself. The first of those that
 * are followed here is one that the registry does not know.
 */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class EnvironmentsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private final RegistryStandIn registry = RegistryStandIn.get();
  private final App production = new App("mail-app");
  private final App staging = new App("mail-app", "staging");

  private void promote(Version version) {
    registry.promote(version, Prompts.plan("1h"));
    registry.promote("staging", version, Prompts.plan("1h"));
  }

  private String state(int rollout) {
    return production.rollout(rollout).path("state").asText();
  }

  @Test
  void anEnvironmentThatCannotBeFollowedHoldsNoOtherUp() {
    promote(Prompts.version("followed", 1));
    await().atMost(DEADLINE).until(() -> production.versionFor("followed", "s") == 1);
    await().atMost(DEADLINE).until(() -> staging.versionFor("followed", "s") == 1);
    given()
        .auth()
        .oauth2(production.token())
        .queryParam("environment", "abolished")
        .get("/v1/prompts/followed/active")
        .then()
        .statusCode(503);
  }

  @Test
  void versionThatFailsInOneEnvironmentIsTakenBackThereAndGoesOnInTheOther() {
    String prompt = "in-both";
    promote(Prompts.version(prompt, 1));
    await().atMost(DEADLINE).until(() -> production.versionFor(prompt, "a") == 1);
    await().atMost(DEADLINE).until(() -> staging.versionFor(prompt, "a") == 1);
    promote(Prompts.version(prompt, 2));
    int tried = staging.awaitRollout(prompt, 2, "rolling_out");
    int real = production.awaitRollout(prompt, 2, "rolling_out");
    assertNotEquals(tried, real);

    staging.callUntil(
        prompt,
        call -> call.version() == 2 ? "error" : "ok",
        () -> state(tried).equals("rolled_back"));

    assertEquals(1, registry.liveVersion("staging", prompt));
    assertEquals(2, registry.liveVersion(prompt));
    assertEquals("rolling_out", state(real));
    assertEquals("staging", registry.rollbacks(prompt).getFirst().path("environment").asText());
    production.callUntil(prompt, call -> "ok", () -> state(real).equals("watching"));
    assertEquals(1, staging.versionFor(prompt, "a"));
  }
}
