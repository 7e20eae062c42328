package io.sluice.review.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/** Sends what is due, of every run that is under way. */
@ApplicationScoped
public class EvaluationReconciler {
  private static final int MAX_PAIRS = 50;

  private final EvaluationStore evaluations;
  private final ClaimService claims;
  private final CallDriver driver;
  private final HandOverService handOver;
  private final ContextDriver contexts;
  private final ReconcileLoop loop;
  private volatile boolean schemaReady;
  private volatile boolean stopping;

  @Inject
  EvaluationReconciler(
      EvaluationStore evaluations,
      ClaimService claims,
      CallDriver driver,
      HandOverService handOver,
      ContextDriver contexts,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics) {
    this.evaluations = evaluations;
    this.claims = claims;
    this.driver = driver;
    this.handOver = handOver;
    this.contexts = contexts;
    this.loop = new ReconcileLoop("evaluations", this::pass, clock, metrics);
    schema.done().subscribe().with(ignored -> schemaReady = true);
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  @Scheduled(
      every = "{sluice.evaluation.poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return schemaReady && !stopping ? loop.run() : Uni.createFrom().voidItem();
  }

  private Uni<Void> pass() {
    return Panache.withSession(() -> evaluations.runningPairs(MAX_PAIRS))
        .chain(this::sendAll)
        .chain(handOver::handOverAll);
  }

  private Uni<Void> sendAll(List<Long> pairs) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (long pair : pairs) {
      all =
          all.chain(() -> claims.claim(pair))
              .invoke(works -> works.forEach(this::send))
              .replaceWithVoid();
    }
    return all;
  }

  /**
   * Not waited for: a pass is over when everything that is due is on its way. Each call that ends
   * makes room for another one, so it is a hint.
   */
  private void send(ClaimService.Work work) {
    driver.send(work).chain(() -> contexts.apart(loop::run)).subscribe().with(ignored -> {});
  }
}
