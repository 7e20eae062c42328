package io.sluice.review.idempotency;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Keeps the memory of keys bounded. */
@ApplicationScoped
public class IdempotencyReconciler {
  private static final Logger LOG = Logger.getLogger(IdempotencyReconciler.class);
  private static final Duration KEPT = Duration.ofDays(7);

  private final IdempotencyStore keys;
  private final Clock clock;

  @Inject
  IdempotencyReconciler(IdempotencyStore keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> forget() {
    return Panache.withTransaction(() -> keys.forgetBefore(clock.instant().minus(KEPT)))
        .onFailure()
        .invoke(e -> LOG.warnf("Old idempotency keys stay for another hour: %s", e.getMessage()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }
}
