package io.sluice.rollout;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.testkit.TestPlatform;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Environments are followed beside each other. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
@WithTestResource(EnvironmentsTest.OneTooMany.class)
class EnvironmentsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  /** The registry knows nothing of the first. */
  public static class OneTooMany implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
      return Map.of("sluice.environments", "abolished,production");
    }

    @Override
    public void stop() {
      // Nothing was started.
    }
  }

  @Test
  void anEnvironmentThatCannotBeFollowedHoldsNoOtherUp() {
    App app = new App("mail-app");
    RegistryStandIn.get().promote(Prompts.version("followed", 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor("followed", "s") == 1);
  }
}
