package io.sluice.rollout.rollback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.desired.DesiredStateReconciler;
import io.sluice.rollout.lifecycle.PromptVersion;
import io.sluice.rollout.lifecycle.RolloutState;
import io.sluice.rollout.lifecycle.Target;
import io.sluice.rollout.loop.LeaseStore;
import io.sluice.rollout.loop.Ticker;
import io.sluice.rollout.registry.RegistryClient;
import io.sluice.rollout.registry.RegistryRefusal;
import io.sluice.rollout.registry.RollbackReceipt;
import io.sluice.rollout.registry.RollbackRequest;
import io.sluice.rollout.rollout.RolloutEventStore;
import io.sluice.rollout.rollout.RolloutStore;
import io.sluice.rollout.rollout.StoredRollout;
import io.sluice.rollout.rollout.UnfinishedRollouts;
import io.sluice.rollout.serving.SnapshotReconciler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Asks the registry for the revert of every rollout that is rolling back, until Git shows it. */
@ApplicationScoped
public class RollbackReconciler {
  private static final Logger LOG = Logger.getLogger(RollbackReconciler.class);
  private static final String REVERTED = "reverted_in_git";
  private static final String REFUSED = "revert_refused";
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** The registry has said no, for instance because the target is gone: a person has to act. */
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(30);

  /** Git has it then; the desired state will show it within a second. */
  private static final Duration AFTER_SUCCESS = Duration.ofSeconds(30);

  private final RegistryClient registry;
  private final UnfinishedRollouts unfinished;
  private final RolloutStore rollouts;
  private final RolloutEventStore events;
  private final SnapshotReconciler snapshot;
  private final DesiredStateReconciler desired;
  private final LeaseStore leases;
  private final Ticker ticker;
  private final Clock clock;
  private final Counter revertFailures;
  private final ReconcileLoop loop;
  private final Map<Long, Instant> notBefore = new ConcurrentHashMap<>();

  @Inject
  RollbackReconciler(
      @RestClient RegistryClient registry,
      UnfinishedRollouts unfinished,
      RolloutStore rollouts,
      RolloutEventStore events,
      SnapshotReconciler snapshot,
      DesiredStateReconciler desired,
      LeaseStore leases,
      Ticker ticker,
      Clock clock,
      MeterRegistry metrics) {
    this.registry = registry;
    this.unfinished = unfinished;
    this.rollouts = rollouts;
    this.events = events;
    this.snapshot = snapshot;
    this.desired = desired;
    this.leases = leases;
    this.ticker = ticker;
    this.clock = clock;
    this.revertFailures = metrics.counter("sluice_rollback_revert_failures");
    this.loop = new ReconcileLoop("rollback", this::pass, clock, metrics);
  }

  void start(@Observes StartupEvent event) {
    ticker.every(EVERY, loop::run);
  }

  private Uni<Void> pass() {
    return unfinished
        .rollingBack()
        .chain(
            found -> {
              notBefore.keySet().retainAll(found);
              List<Long> due = found.stream().filter(this::isDue).toList();
              return due.isEmpty() ? Uni.createFrom().voidItem() : revertAll(due);
            });
  }

  /** Traffic first: nothing is said to Git before this replica has switched. */
  private Uni<Void> revertAll(List<Long> due) {
    return snapshot
        .refresh()
        .chain(() -> Panache.withSession(() -> rollouts.rollingBack(due)))
        .chain(found -> InTurn.each(found, this::revert));
  }

  private Uni<Void> revert(StoredRollout stored) {
    RollbackRequest request = request(stored);
    if (request == null) {
      return Uni.createFrom().voidItem();
    }
    return leases
        .acquire("rollback/" + stored.number(), LEASE)
        .chain(
            mine ->
                mine
                    ? registry
                        .rollBack(request)
                        .chain(receipt -> reverted(stored, receipt))
                        .onFailure()
                        .recoverWithUni(e -> failed(stored, e))
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> reverted(StoredRollout stored, RollbackReceipt receipt) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    notBefore.put(stored.number(), now.plus(AFTER_SUCCESS));
    String detail = "The revert is commit " + receipt.commit() + " on main.";
    return once(stored, REVERTED, detail, now).invoke(desired::hint);
  }

  private Uni<Void> failed(StoredRollout stored, Throwable e) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    boolean refused = e instanceof RegistryRefusal refusal && refusal.isFinal();
    notBefore.put(stored.number(), now.plus(refused ? AFTER_REFUSAL : AFTER_FAILURE));
    revertFailures.increment();
    LOG.warnf(
        "Rollout %d: traffic is back, but the revert is not in Git yet: %s",
        stored.number(), e.getMessage());
    return refused
        ? once(
            stored,
            REFUSED,
            "Traffic is back, but Git does not take the revert, so somebody has to: "
                + e.getMessage(),
            now)
        : Uni.createFrom().voidItem();
  }

  /** Adds a line to the history unless it has one of that kind. */
  private Uni<Void> once(StoredRollout stored, String event, String detail, Instant now) {
    return Panache.withTransaction(
        () ->
            events
                .history(stored.number())
                .chain(
                    history ->
                        history.stream().anyMatch(line -> line.event().equals(event))
                            ? Uni.createFrom().voidItem()
                            : events.append(stored.number(), event, detail, now)));
  }

  private boolean isDue(long number) {
    Instant earliest = notBefore.get(number);
    return earliest == null || !clock.instant().isBefore(earliest);
  }

  private static @Nullable RollbackRequest request(StoredRollout stored) {
    Target target = stored.rollout().target();
    PromptVersion stable = target.stable();
    return stable != null && stored.rollout().state() instanceof RolloutState.RollingBack state
        ? new RollbackRequest(
            target.environment(),
            target.prompt(),
            target.candidate().version(),
            stable.version(),
            stored.number(),
            state.reason(),
            state.since())
        : null;
  }
}
