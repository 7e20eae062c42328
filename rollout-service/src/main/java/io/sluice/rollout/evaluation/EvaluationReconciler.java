package io.sluice.rollout.evaluation;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.loop.LeaseStore;
import io.sluice.rollout.loop.Ticker;
import io.sluice.rollout.rollout.RolloutStore;
import io.sluice.rollout.serving.SnapshotReconciler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Evaluates every running rollout twice a second. */
@ApplicationScoped
public class EvaluationReconciler {
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration LEASE = Duration.ofSeconds(5);

  private final EvaluationService service;
  private final RolloutStore rollouts;
  private final SnapshotReconciler snapshot;
  private final LeaseStore leases;
  private final Ticker ticker;
  private final ReconcileLoop loop;

  @Inject
  EvaluationReconciler(
      EvaluationService service,
      RolloutStore rollouts,
      SnapshotReconciler snapshot,
      LeaseStore leases,
      Ticker ticker,
      Clock clock,
      MeterRegistry metrics) {
    this.service = service;
    this.rollouts = rollouts;
    this.snapshot = snapshot;
    this.leases = leases;
    this.ticker = ticker;
    this.loop = new ReconcileLoop("evaluation", this::pass, clock, metrics);
  }

  void start(@Observes StartupEvent event) {
    ticker.every(EVERY, loop::run);
  }

  private Uni<Void> pass() {
    return Panache.withSession(rollouts::judged).chain(this::evaluate);
  }

  private Uni<Void> evaluate(List<Long> numbers) {
    return InTurn.each(numbers, this::evaluateOne);
  }

  private Uni<Void> evaluateOne(long number) {
    return leases
        .acquire("evaluation/" + number, LEASE)
        .chain(mine -> mine ? service.evaluate(number) : Uni.createFrom().item(false))
        .chain(moved -> moved ? snapshot.refresh() : Uni.createFrom().voidItem());
  }
}
