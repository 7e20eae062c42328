package io.sluice.review.merge;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Finishes merges whose request died or whose registry was away. */
@ApplicationScoped
public class MergeReconciler {
  private static final Logger LOG = Logger.getLogger(MergeReconciler.class);
  private static final int MAX_PER_PASS = 100;

  private final MergeIntentStore intents;
  private final MergeDriver driver;
  private final Clock clock;
  private final Duration resumeAfter;
  private final ReconcileLoop loop;
  private volatile boolean schemaReady;

  @Inject
  MergeReconciler(
      MergeIntentStore intents,
      MergeDriver driver,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics,
      @ConfigProperty(name = "sluice.merge.resume-after") Duration resumeAfter) {
    this.intents = intents;
    this.driver = driver;
    this.clock = clock;
    this.resumeAfter = resumeAfter;
    this.loop = new ReconcileLoop("merges", this::pass, clock, metrics);
    schema.done().subscribe().with(ignored -> schemaReady = true);
  }

  @Scheduled(
      every = "{sluice.merge.poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return schemaReady ? loop.run() : Uni.createFrom().voidItem();
  }

  private Uni<Void> pass() {
    return Panache.withSession(
            () -> intents.abandoned(clock.instant().minus(resumeAfter), MAX_PER_PASS))
        .chain(abandoned -> InTurn.each(abandoned, this::resume));
  }

  private Uni<Void> resume(MergeIntent intent) {
    return Panache.withTransaction(
            () -> intents.claim(intent.id(), clock.instant().minus(resumeAfter), clock.instant()))
        .chain(
            mine ->
                mine
                    ? driver.drive(intent).invoke(outcome -> report(intent, outcome))
                    : Uni.createFrom().nullItem())
        .replaceWithVoid();
  }

  private static void report(MergeIntent intent, MergeOutcome outcome) {
    switch (outcome) {
      case MergeOutcome.Merged merged ->
          LOG.infof("Change %d: merge finished after an interruption", intent.change());
      case MergeOutcome.Failed failed ->
          LOG.warnf("Change %d: not merged: %s", intent.change(), failed.why().getMessage());
      case MergeOutcome.Pending pending ->
          LOG.debugf("Change %d: merge still waits for the registry", intent.change());
    }
  }
}
