package io.sluice.review.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Starts the registry's stand-in and hands it to the tests. */
public class RegistryResource implements QuarkusTestResourceLifecycleManager {
  private RegistryStandIn registry;

  @Override
  public Map<String, String> start() {
    try {
      registry = new RegistryStandIn();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "sluice.registry.url", registry.url(),
        "sluice.public-url", "http://review.test",
        "sluice.merge.resume-after", "PT1S",
        "quarkus.rest-client.registry.read-timeout", "5000");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(registry, new TestInjector.MatchesType(RegistryStandIn.class));
  }

  @Override
  public void stop() {
    registry.stop();
  }
}
