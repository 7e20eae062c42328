package io.sluice.rollout.outcome;

import io.quarkus.runtime.StartupEvent;
import io.sluice.rollout.loop.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Forgets outcomes whose decisions are too old to be reported again, a few at a time, so that the
 * table stays bounded and no delete holds anything up.
 */
@ApplicationScoped
public class OutcomeRetention {
  private static final Logger LOG = Logger.getLogger(OutcomeRetention.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int MAX_ROWS = 10_000;

  /** A decision must be refused before it is forgotten, whatever the clocks say. */
  private static final Duration SLACK = Duration.ofHours(1);

  private final OutcomeStore store;
  private final Ticker ticker;
  private final Clock clock;
  private final Duration maxAge;

  @Inject
  OutcomeRetention(
      OutcomeStore store,
      Ticker ticker,
      Clock clock,
      @ConfigProperty(name = "sluice.outcome.max-age") Duration maxAge) {
    this.store = store;
    this.ticker = ticker;
    this.clock = clock;
    this.maxAge = maxAge;
  }

  void start(@Observes StartupEvent event) {
    ticker.every(EVERY, this::forget);
  }

  private Uni<Void> forget() {
    return store
        .forget(clock.instant().minus(maxAge).minus(SLACK), MAX_ROWS)
        .onFailure()
        .invoke(e -> LOG.warnf("Old outcomes were not deleted: %s", e.getMessage()))
        .onFailure()
        .recoverWithItem(0)
        .replaceWithVoid();
  }
}
