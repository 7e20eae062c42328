package io.sluice.rollout.rollback;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.rollout.loop.Blocking;
import io.sluice.rollout.loop.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Tells the database what this replica had to do without it. */
@ApplicationScoped
public class JournalReconciler {
  private static final Logger LOG = Logger.getLogger(JournalReconciler.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int AFTER_SNAPSHOT = ObserverMethod.DEFAULT_PRIORITY + 100;

  private final RollbackJournal journal;
  private final RollbackService rollbacks;
  private final Ticker ticker;
  private final ReconcileLoop loop;

  @Inject
  JournalReconciler(
      RollbackJournal journal,
      RollbackService rollbacks,
      Ticker ticker,
      Clock clock,
      MeterRegistry metrics) {
    this.journal = journal;
    this.rollbacks = rollbacks;
    this.ticker = ticker;
    this.loop = new ReconcileLoop("rollback-journal", this::pass, clock, metrics);
  }

  /** Once the snapshot was read from the disk, and before the first request. */
  void start(@Observes @Priority(AFTER_SNAPSHOT) StartupEvent event) {
    rollbacks.resume();
    ticker.every(EVERY, loop::run);
  }

  private Uni<Void> pass() {
    return Blocking.call(journal::pending).chain(all -> InTurn.each(all, this::tell));
  }

  private Uni<Void> tell(PendingRollback order) {
    return rollbacks
        .tell(order.rollout(), order.by(), order.reason())
        .replaceWithVoid()
        .onFailure(JournalReconciler::isRefused)
        .recoverWithUni(
            e -> {
              // It ended some other way before the database was gone; nothing is left to do.
              LOG.warnf("Rollback of rollout %d: %s", order.rollout(), e.getMessage());
              return Uni.createFrom().voidItem();
            })
        .chain(
            () ->
                Blocking.call(
                    () -> {
                      journal.remove(order.rollout());
                      return true;
                    }))
        .replaceWithVoid();
  }

  private static boolean isRefused(Throwable e) {
    return e instanceof ProblemException problem && problem.type() != CommonProblem.UNAVAILABLE;
  }
}
