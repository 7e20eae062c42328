package io.sluice.rollout.evaluation;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.loop.LeaseStore;
import io.sluice.rollout.loop.Ticker;
import io.sluice.rollout.rollout.UnfinishedRollouts;
import io.sluice.rollout.serving.SnapshotReconciler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Evaluates every running rollout once a second: counters come in buckets of that length. */
@ApplicationScoped
public class EvaluationReconciler {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration LEASE = Duration.ofSeconds(5);

  private final EvaluationService service;
  private final UnfinishedRollouts unfinished;
  private final SnapshotReconciler snapshot;
  private final LeaseStore leases;
  private final Ticker ticker;
  private final ReconcileLoop loop;

  @Inject
  EvaluationReconciler(
      EvaluationService service,
      UnfinishedRollouts unfinished,
      SnapshotReconciler snapshot,
      LeaseStore leases,
      Ticker ticker,
      Clock clock,
      MeterRegistry metrics) {
    this.service = service;
    this.unfinished = unfinished;
    this.snapshot = snapshot;
    this.leases = leases;
    this.ticker = ticker;
    this.loop = new ReconcileLoop("evaluation", this::pass, clock, metrics);
  }

  void start(@Observes StartupEvent event) {
    ticker.every(EVERY, loop::run);
  }

  private Uni<Void> pass() {
    return unfinished
        .judged()
        .chain(this::mine)
        .chain(mine -> InTurn.eachDespiteFailures(mine, this::evaluate));
  }

  private Uni<List<Long>> mine(List<Long> numbers) {
    return leases
        .acquireAll(numbers.stream().map(EvaluationReconciler::lease).toList(), LEASE)
        .map(held -> numbers.stream().filter(number -> held.contains(lease(number))).toList());
  }

  private static String lease(long number) {
    return "evaluation/" + number;
  }

  private Uni<Void> evaluate(long number) {
    return service
        .evaluate(number)
        .onFailure()
        .transform(
            e ->
                new IllegalStateException(
                    "Rollout %d was not judged: %s".formatted(number, e.getMessage()), e))
        .chain(moved -> moved ? snapshot.refresh() : Uni.createFrom().voidItem());
  }
}
