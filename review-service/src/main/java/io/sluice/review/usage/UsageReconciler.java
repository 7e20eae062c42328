package io.sluice.review.usage;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.review.rollout.RolloutClient;
import io.sluice.review.usage.Usage.Place;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Asks the rollout-service who uses the prompts of live changes, new ones at once and the others
 * from time to time. While it is away, what was known stays, with its age.
 */
@ApplicationScoped
public class UsageReconciler {
  private static final Logger LOG = Logger.getLogger(UsageReconciler.class);

  private static final int MAX_ASKED = 200;
  private static final int MAX_FAILURES_IN_A_ROW = 3;
  private static final Duration OF_INTEREST = Duration.ofDays(14);

  /** Longer than a transaction that writes a change lasts, so that none is overlooked. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private final UsageStore usages;
  private final RolloutClient rollouts;
  private final Clock clock;
  private final Duration refresh;
  private final ReconcileLoop loop;
  private volatile boolean schemaReady;
  private volatile Instant writtenSince = Instant.EPOCH;

  @Inject
  UsageReconciler(
      UsageStore usages,
      RolloutClient rollouts,
      SchemaMigration schema,
      Clock clock,
      @ConfigProperty(name = "sluice.usage.refresh") Duration refresh,
      MeterRegistry metrics) {
    this.usages = usages;
    this.rollouts = rollouts;
    this.clock = clock;
    this.refresh = refresh;
    this.loop = new ReconcileLoop("usage", this::pass, clock, metrics);
    schema.done().subscribe().with(ignored -> schemaReady = true);
  }

  @Scheduled(
      every = "{sluice.usage.poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return schemaReady ? loop.run() : Uni.createFrom().voidItem();
  }

  private Uni<Void> pass() {
    Instant start = clock.instant();
    Instant since = writtenSince;
    return Panache.withTransaction(() -> usages.want(since))
        .invoke(() -> writtenSince = start.minus(OVERLAP))
        .chain(
            () ->
                Panache.withSession(
                    () -> usages.due(start.minus(refresh), start.minus(OF_INTEREST), MAX_ASKED)))
        .chain(this::ask);
  }

  /**
   * One after the other. One that has no answer holds no other up; a row of them means that the
   * rollout-service is away, and then the others of this pass have no answer either.
   */
  private Uni<Void> ask(List<Place> due) {
    AtomicInteger failuresInARow = new AtomicInteger();
    Uni<Void> all = Uni.createFrom().voidItem();
    for (int i = 0; i < due.size(); i++) {
      Place place = due.get(i);
      List<Place> rest = due.subList(i, due.size());
      all =
          all.chain(
              () -> {
                int failures = failuresInARow.get();
                if (failures > MAX_FAILURES_IN_A_ROW) {
                  return Uni.createFrom().voidItem();
                }
                return failures == MAX_FAILURES_IN_A_ROW
                    ? giveUp(rest, failuresInARow)
                    : ask(place, failuresInARow);
              });
    }
    return all;
  }

  private Uni<Void> ask(Place place, AtomicInteger failuresInARow) {
    return rollouts
        .consumers(place.environment(), place.prompt(), Usage.DAYS)
        .chain(
            consumers ->
                Panache.withTransaction(() -> usages.answered(place, consumers, clock.instant())))
        .invoke(() -> failuresInARow.set(0))
        .onFailure()
        .recoverWithUni(
            e -> {
              LOG.debugf(e, "The rollout-service did not say who uses %s", place);
              failuresInARow.incrementAndGet();
              return unanswered(List.of(place));
            });
  }

  private Uni<Void> giveUp(List<Place> rest, AtomicInteger failuresInARow) {
    failuresInARow.incrementAndGet();
    return unanswered(rest);
  }

  private Uni<Void> unanswered(List<Place> places) {
    return Panache.withTransaction(
        () -> usages.unanswered(places, "the rollout-service did not answer", clock.instant()));
  }
}
