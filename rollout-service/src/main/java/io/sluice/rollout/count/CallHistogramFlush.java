package io.sluice.rollout.count;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.loop.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

/** Hands histograms of calls to the database, and has old ones deleted. */
@ApplicationScoped
public class CallHistogramFlush {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  private final CallHistogram histogram;
  private final CallHistogramStore store;
  private final Ticker ticker;
  private final Clock clock;
  private final ReconcileLoop flush;
  private final ReconcileLoop forget;

  @Inject
  CallHistogramFlush(
      CallHistogram histogram,
      CallHistogramStore store,
      Ticker ticker,
      Clock clock,
      MeterRegistry metrics) {
    this.histogram = histogram;
    this.store = store;
    this.ticker = ticker;
    this.clock = clock;
    this.flush = new ReconcileLoop("call-histogram", this::flush, clock, metrics);
    this.forget =
        new ReconcileLoop("call-histogram-retention", () -> store.forget(today()), clock, metrics);
  }

  void start(@Observes StartupEvent event) {
    ticker.every(EVERY, flush::run);
    ticker.every(FORGET_EVERY, forget::run);
  }

  private Uni<Void> flush() {
    Map<CallClass, Long> calls = histogram.drain();
    return calls.isEmpty()
        ? Uni.createFrom().voidItem()
        : store.add(today(), calls).onFailure().invoke(e -> histogram.putBack(calls));
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
