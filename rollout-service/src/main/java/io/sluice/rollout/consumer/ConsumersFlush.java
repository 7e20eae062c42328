package io.sluice.rollout.consumer;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.consumer.Consumers.Batch;
import io.sluice.rollout.loop.DatabaseGate;
import io.sluice.rollout.loop.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Hands marks to the database every few seconds, and forgets old days. A batch stays the same batch
 * until the database has confirmed it.
 */
@ApplicationScoped
public class ConsumersFlush {
  private static final Logger LOG = Logger.getLogger(ConsumersFlush.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
  private static final Duration LAST_FLUSH = Duration.ofSeconds(2);

  /** Longer than anybody may look back. */
  private static final int KEEP_DAYS = ConsumerService.MAX_DAYS + 2;

  private final Consumers consumers;
  private final ConsumerStore store;
  private final Ticker ticker;
  private final DatabaseGate database;
  private final Clock clock;
  private final ReconcileLoop loop;
  private final UUID process = UUID.randomUUID();

  /** A batch with its number. */
  private record Numbered(long sequence, Batch batch) {}

  private Numbered unconfirmed = new Numbered(0, Batch.NONE);

  @Inject
  ConsumersFlush(
      Consumers consumers,
      ConsumerStore store,
      Ticker ticker,
      DatabaseGate database,
      Clock clock,
      MeterRegistry metrics) {
    this.consumers = consumers;
    this.store = store;
    this.ticker = ticker;
    this.database = database;
    this.clock = clock;
    this.loop = new ReconcileLoop("consumers", this::flush, clock, metrics);
  }

  void start(@Observes StartupEvent event) {
    ticker.every(EVERY, loop::run);
    ticker.every(FORGET_EVERY, this::forget);
  }

  void stop(@Observes ShutdownEvent event) {
    if (!database.isOpen()) {
      return;
    }
    try {
      flush().await().atMost(LAST_FLUSH);
    } catch (RuntimeException e) {
      LOG.warnf("The last marks of consumers could not be stored: %s", e.getMessage());
    }
  }

  private Uni<Void> flush() {
    Numbered next = next();
    return next.batch().isEmpty()
        ? Uni.createFrom().voidItem()
        : store.add(process, next.sequence(), next.batch()).invoke(() -> confirmed(next));
  }

  /** The batch that is not confirmed yet, or else a new one. */
  private synchronized Numbered next() {
    if (unconfirmed.batch().isEmpty()) {
      unconfirmed = new Numbered(unconfirmed.sequence() + 1, consumers.drain(today().toEpochDay()));
    }
    return unconfirmed;
  }

  private synchronized void confirmed(Numbered sent) {
    if (sent.sequence() == unconfirmed.sequence()) {
      unconfirmed = new Numbered(sent.sequence(), Batch.NONE);
    }
  }

  private Uni<Void> forget() {
    return store
        .forget(today().minusDays(KEEP_DAYS))
        .onFailure()
        .invoke(e -> LOG.warnf("Old marks of consumers were not deleted: %s", e.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
