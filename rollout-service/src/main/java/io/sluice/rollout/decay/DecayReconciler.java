package io.sluice.rollout.decay;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.decay.DecayStore.Live;
import io.sluice.rollout.decay.DecayStore.Taken;
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
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether versions that serve everybody have decayed: once for every five minutes, at all
 * that was reported of them meanwhile. So the detector takes one step for each, however late
 * outcomes come, and failures that come late are seen beside the calls that went well.
 */
@ApplicationScoped
public class DecayReconciler {
  private static final Logger LOG = Logger.getLogger(DecayReconciler.class);
  private static final String EVENT = "decayed";
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** How long after its end five minutes are left to be reported. */
  private static final int MATURITY_SECONDS = 120;

  private static final int ALL = 100;

  private final DecayStore store;
  private final RolloutStore rollouts;
  private final RolloutEventStore events;
  private final LeaseStore leases;
  private final Ticker ticker;
  private final Clock clock;
  private final ReconcileLoop loop;
  private final AtomicLong decayed;

  @Inject
  DecayReconciler(
      DecayStore store,
      RolloutStore rollouts,
      RolloutEventStore events,
      LeaseStore leases,
      Ticker ticker,
      Clock clock,
      MeterRegistry metrics) {
    this.store = store;
    this.rollouts = rollouts;
    this.events = events;
    this.leases = leases;
    this.ticker = ticker;
    this.clock = clock;
    this.loop = new ReconcileLoop("decay", this::look, clock, metrics);
    this.decayed = metrics.gauge("sluice_decayed_prompts", new AtomicLong());
  }

  void start(@Observes StartupEvent event) {
    ticker.every(EVERY, loop::run);
  }

  /** Looks now. Every replica knows how many there are; one at a time looks for more. */
  public Uni<Void> look() {
    long matured = clock.instant().getEpochSecond() - MATURITY_SECONDS;
    long border = matured - Math.floorMod(matured, Decay.BUCKET_SECONDS);
    return leases
        .acquire("decay", LEASE)
        .chain(mine -> mine ? store.reported(border) : Uni.createFrom().item(List.<Live>of()))
        .chain(found -> InTurn.each(found, live -> foldOrSkip(live, border)))
        .chain(store::decayed)
        .invoke(decayed::set)
        .replaceWithVoid();
  }

  /** One that cannot be looked at must not keep the others from being. */
  private Uni<Void> foldOrSkip(Live live, long border) {
    return Panache.withTransaction(() -> fold(live, border))
        .onFailure()
        .invoke(e -> LOG.errorf(e, "Whether %s has decayed is not known", live))
        .onFailure()
        .recoverWithNull();
  }

  /** What was reported and what was concluded from it change together or not at all. */
  private Uni<Void> fold(Live live, long border) {
    return rollouts
        .newest(live.environment(), live.prompt())
        .chain(
            newest ->
                newest == null || !isLive(newest, live)
                    ? Uni.createFrom().<StoredRollout>nullItem()
                    : rollouts.completed(live.environment(), live.prompt(), live.version()))
        .chain(
            completed ->
                completed == null
                    ? store.take(live, border).replaceWithVoid()
                    : fold(completed, live, border));
  }

  private static boolean isLive(StoredRollout newest, Live live) {
    return newest.rollout().state().isOver() && newest.rollout().live().version() == live.version();
  }

  private Uni<Void> fold(StoredRollout completed, Live live, long border) {
    return store
        .findById(completed.number())
        .chain(
            row -> {
              if (row != null && row.foldedTo >= border) {
                return Uni.createFrom().voidItem();
              }
              Decay decay = row == null ? begin(completed) : store.decay(row);
              return store
                  .take(live, border)
                  .chain(
                      taken ->
                          decay == null
                              ? Uni.createFrom().voidItem()
                              : fold(completed.number(), row, decay, taken, border));
            });
  }

  private static @Nullable Decay begin(StoredRollout completed) {
    return Decay.since(
        completed.evidence().candidate(Metric.ERROR), completed.rollout().plan().criteria(ALL));
  }

  private Uni<Void> fold(
      long rollout, @Nullable DecayRow row, Decay before, Taken taken, long border) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Decay decay = before.after(taken.bad(), taken.calls());
    Instant known = row == null ? null : row.decayedAt;
    boolean isNew = known == null && decay.hasDecayed();
    return store
        .keep(row, rollout, decay, border, isNew ? now : known)
        .chain(
            () ->
                isNew
                    ? events.append(rollout, EVENT, inWords(taken, decay.bound(), border), now)
                    : Uni.createFrom().voidItem());
  }

  private static String inWords(Taken taken, double bound, long border) {
    return String.format(
        Locale.ROOT,
        "It fails more often than when it was rolled out: %,d of %,d calls (%.2f%%) that were served"
            + " until %s and reported since the last look, where up to %.2f%% were to be expected."
            + " Nothing was rolled back.",
        taken.bad(),
        taken.calls(),
        taken.calls() == 0 ? 100 : 100.0 * taken.bad() / taken.calls(),
        Instant.ofEpochSecond(border),
        100 * bound);
  }
}
