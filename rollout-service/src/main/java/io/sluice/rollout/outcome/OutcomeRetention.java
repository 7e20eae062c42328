package io.sluice.rollout.outcome;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.sluice.rollout.loop.DatabaseGate;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
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
  private static final int MAX_ROWS = 10_000;

  /** A decision must be refused before it is forgotten, whatever the clocks say. */
  private static final Duration SLACK = Duration.ofHours(1);

  private final OutcomeStore store;
  private final DatabaseGate database;
  private final Clock clock;
  private final Duration maxAge;

  @Inject
  OutcomeRetention(
      OutcomeStore store,
      DatabaseGate database,
      Clock clock,
      @ConfigProperty(name = "sluice.outcome.max-age") Duration maxAge) {
    this.store = store;
    this.database = database;
    this.clock = clock;
    this.maxAge = maxAge;
  }

  @Scheduled(every = "10s", delayed = "10s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    if (!database.isOpen()) {
      return Uni.createFrom().voidItem();
    }
    return store
        .forget(clock.instant().minus(maxAge).minus(SLACK), MAX_ROWS)
        .onFailure()
        .invoke(e -> LOG.warnf("Old outcomes were not deleted: %s", e.getMessage()))
        .onFailure()
        .recoverWithItem(0)
        .replaceWithVoid();
  }
}
