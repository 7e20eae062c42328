package io.sluice.rollout.count;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.count.ServedCounts.Addition;
import io.sluice.rollout.loop.DatabaseGate;
import io.sluice.rollout.loop.Ticker;
import io.sluice.rollout.rollout.UnfinishedRollouts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Hands served counts to the database twice a second and learns which subjects became bad on other
 * replicas. A batch stays the same batch until the database has confirmed it.
 */
@ApplicationScoped
public class ServedCountsFlush {
  private static final Logger LOG = Logger.getLogger(ServedCountsFlush.class);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration FIRST_LOOK = Duration.ofDays(60);

  /** Longer than a transaction that adds bad units lasts, so none is overlooked. */
  private static final Duration NEXT_LOOKS = Duration.ofSeconds(15);

  private static final Duration LAST_FLUSH = Duration.ofSeconds(2);

  private record Batch(long sequence, List<Addition> additions) {}

  private final ServedCounts counts;
  private final BadUnits badUnits;
  private final BadUnitStore badUnitStore;
  private final UnfinishedRollouts unfinished;
  private final CounterStore store;
  private final Baselines baselines;
  private final Ticker ticker;
  private final DatabaseGate database;
  private final Clock clock;
  private final ReconcileLoop loop;
  private final UUID process = UUID.randomUUID();

  private Batch unconfirmed = new Batch(0, List.of());
  private volatile boolean lookedBefore;

  @Inject
  ServedCountsFlush(
      ServedCounts counts,
      BadUnits badUnits,
      BadUnitStore badUnitStore,
      UnfinishedRollouts unfinished,
      CounterStore store,
      Baselines baselines,
      Ticker ticker,
      DatabaseGate database,
      Clock clock,
      MeterRegistry metrics) {
    this.counts = counts;
    this.badUnits = badUnits;
    this.badUnitStore = badUnitStore;
    this.unfinished = unfinished;
    this.store = store;
    this.baselines = baselines;
    this.ticker = ticker;
    this.database = database;
    this.clock = clock;
    this.loop = new ReconcileLoop("served-counts", this::pass, clock, metrics);
  }

  void start(@Observes StartupEvent event) {
    ticker.every(EVERY, loop::run);
  }

  void stop(@Observes ShutdownEvent event) {
    if (!database.isOpen()) {
      return;
    }
    try {
      flush().await().atMost(LAST_FLUSH);
    } catch (RuntimeException e) {
      LOG.warnf("The last served counts could not be stored: %s", e.getMessage());
    }
  }

  private Uni<Void> pass() {
    return flush().chain(this::learnBadUnits);
  }

  private Uni<Void> flush() {
    Batch batch = next();
    return batch.additions().isEmpty()
        ? Uni.createFrom().voidItem()
        : baselines
            .of(batch.additions().stream().map(Addition::rollout).toList())
            .chain(known -> store.addServed(process, batch.sequence(), batch.additions(), known))
            .invoke(() -> confirmed(batch));
  }

  /** The batch that is not confirmed yet, or else a new one. */
  private synchronized Batch next() {
    if (unconfirmed.additions().isEmpty()) {
      unconfirmed =
          new Batch(unconfirmed.sequence() + 1, counts.drain(clock.instant().getEpochSecond()));
    }
    return unconfirmed;
  }

  private synchronized void confirmed(Batch batch) {
    if (batch.sequence() == unconfirmed.sequence()) {
      unconfirmed = new Batch(batch.sequence(), List.of());
    }
  }

  private Uni<Void> learnBadUnits() {
    return unfinished
        .judged()
        .invoke(badUnits::retain)
        .chain(
            () ->
                badUnitStore.each(
                    lookedBefore ? NEXT_LOOKS : FIRST_LOOK,
                    bad -> badUnits.add(bad.rollout(), bad.metric(), bad.unit())))
        .invoke(() -> lookedBefore = true);
  }
}
