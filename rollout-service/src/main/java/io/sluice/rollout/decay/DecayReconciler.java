package io.sluice.rollout.decay;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.decay.DecayStore.Live;
import io.sluice.rollout.decay.DecayStore.Taken;
import io.sluice.rollout.decay.LiveCalls.Bucket;
import io.sluice.rollout.decay.LiveCalls.Count;
import io.sluice.rollout.lifecycle.RolloutState.Completed;
import io.sluice.rollout.loop.LeaseStore;
import io.sluice.rollout.loop.Ticker;
import io.sluice.rollout.rollout.RolloutEventStore;
import io.sluice.rollout.rollout.RolloutStore;
import io.sluice.rollout.rollout.StoredRollout;
import io.sluice.rollout.verdict.Decay;
import io.sluice.rollout.verdict.Metric;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Hands calls of live versions to the database, and looks whether one of them has decayed. */
@ApplicationScoped
public class DecayReconciler {
  private static final String EVENT = "decayed";
  private static final Duration FLUSH_EVERY = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** How long a bucket waits for outcomes after its end; what comes later is one of its own. */
  private static final int MATURITY_SECONDS = 120;

  private static final int ALL = 100;

  private final LiveCalls calls;
  private final DecayStore store;
  private final RolloutStore rollouts;
  private final RolloutEventStore events;
  private final LeaseStore leases;
  private final Ticker ticker;
  private final Clock clock;
  private final ReconcileLoop flush;
  private final ReconcileLoop look;
  private final AtomicLong decayed;

  @Inject
  DecayReconciler(
      LiveCalls calls,
      DecayStore store,
      RolloutStore rollouts,
      RolloutEventStore events,
      LeaseStore leases,
      Ticker ticker,
      Clock clock,
      MeterRegistry metrics) {
    this.calls = calls;
    this.store = store;
    this.rollouts = rollouts;
    this.events = events;
    this.leases = leases;
    this.ticker = ticker;
    this.clock = clock;
    this.flush = new ReconcileLoop("live-calls", this::flush, clock, metrics);
    this.look = new ReconcileLoop("decay", this::look, clock, metrics);
    this.decayed = metrics.gauge("sluice_decayed_prompts", new AtomicLong());
  }

  void start(@Observes StartupEvent event) {
    ticker.every(FLUSH_EVERY, flush::run);
    ticker.every(LOOK_EVERY, look::run);
  }

  private Uni<Void> flush() {
    Map<Bucket, Count> counts = calls.drain();
    return counts.isEmpty()
        ? Uni.createFrom().voidItem()
        : store.add(counts).onFailure().invoke(e -> calls.putBack(counts));
  }

  /** Looks now. Every replica knows how many there are; one at a time looks for more. */
  public Uni<Void> look() {
    long last = clock.instant().getEpochSecond() - Decay.BUCKET_SECONDS - MATURITY_SECONDS;
    return leases
        .acquire("decay", LEASE)
        .chain(mine -> mine ? store.closed(last) : Uni.createFrom().item(List.<Live>of()))
        .chain(found -> InTurn.each(found, live -> fold(live, last)))
        .chain(store::decayed)
        .invoke(decayed::set)
        .replaceWithVoid();
  }

  /** Buckets and what was concluded from them change together or not at all. */
  private Uni<Void> fold(Live live, long last) {
    return Panache.withTransaction(
        () ->
            rollouts
                .newest(live.environment(), live.prompt())
                .chain(
                    newest ->
                        store
                            .take(live, last)
                            .chain(
                                taken ->
                                    newest != null && isLive(newest, live)
                                        ? fold(newest, taken)
                                        : Uni.createFrom().voidItem())));
  }

  private static boolean isLive(StoredRollout newest, Live live) {
    return newest.rollout().state() instanceof Completed
        && newest.rollout().live().version() == live.version();
  }

  private Uni<Void> fold(StoredRollout found, List<Taken> buckets) {
    return store
        .findById(found.number())
        .chain(
            row -> {
              Decay decay = row == null ? begin(found) : store.decay(row);
              return decay == null ? Uni.createFrom().voidItem() : fold(found, row, decay, buckets);
            });
  }

  private static @Nullable Decay begin(StoredRollout found) {
    return Decay.since(
        found.evidence().candidate(Metric.ERROR), found.rollout().plan().criteria(ALL));
  }

  private Uni<Void> fold(
      StoredRollout found, @Nullable DecayRow row, Decay before, List<Taken> buckets) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant decayedAt = row == null ? null : row.decayedAt;
    Decay decay = before;
    Taken alarm = null;
    for (Taken bucket : buckets) {
      decay = decay.after(bucket.bad(), bucket.calls());
      if (decayedAt == null && decay.hasDecayed()) {
        decayedAt = now;
        alarm = bucket;
      }
    }
    Uni<Void> kept = store.keep(row, found.number(), decay, decayedAt);
    String words = alarm == null ? "" : inWords(alarm, decay.bound());
    return words.isEmpty()
        ? kept
        : kept.chain(() -> events.append(found.number(), EVENT, words, now));
  }

  private static String inWords(Taken bucket, double bound) {
    return String.format(
        Locale.ROOT,
        "It fails more often than when it was rolled out: %,d of %,d calls (%.2f%%) in the five"
            + " minutes from %s, where up to %.2f%% were to be expected. Nothing was rolled back.",
        bucket.bad(),
        bucket.calls(),
        100.0 * bucket.bad() / bucket.calls(),
        Instant.ofEpochSecond(bucket.second()),
        100 * bound);
  }
}
