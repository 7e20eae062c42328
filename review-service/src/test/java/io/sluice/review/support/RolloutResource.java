package io.sluice.review.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Starts the rollout-service's stand-in and hands it to the tests. */
public class RolloutResource implements QuarkusTestResourceLifecycleManager {
  private RolloutStandIn rollouts;

  @Override
  public Map<String, String> start() {
    try {
      rollouts = new RolloutStandIn();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "sluice.rollout.url", rollouts.url(),
        "sluice.usage.poll", "1s",
        "sluice.usage.refresh", "PT0.1S");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(rollouts, new TestInjector.MatchesType(RolloutStandIn.class));
  }

  @Override
  public void stop() {
    rollouts.stop();
  }
}
