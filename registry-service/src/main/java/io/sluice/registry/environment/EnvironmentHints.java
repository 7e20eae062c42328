package io.sluice.registry.environment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** Sends hints that nobody waits for: a lost one costs the receiver one polling interval. */
@ApplicationScoped
public class EnvironmentHints {
  private static final Logger LOG = Logger.getLogger(EnvironmentHints.class);

  private final RolloutClient rollout;

  @Inject
  EnvironmentHints(@RestClient RolloutClient rollout) {
    this.rollout = rollout;
  }

  /** Says that an environment's desired state changed. */
  public void changed(String environment) {
    rollout
        .environmentChanged(new RolloutClient.EnvironmentHint(environment))
        .subscribe()
        .with(ok -> {}, e -> LOG.debugf("Hint for %s was lost: %s", environment, e.getMessage()));
  }
}
