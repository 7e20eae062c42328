package io.sluice.rollout.rollback;

import io.sluice.kit.database.DatabaseFailures;
import io.sluice.rollout.lifecycle.Signal;
import io.sluice.rollout.loop.Blocking;
import io.sluice.rollout.loop.DatabaseGate;
import io.sluice.rollout.rollout.RolloutService;
import io.sluice.rollout.rollout.RolloutView;
import io.sluice.rollout.serving.SnapshotReconciler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes rollouts back for people. With the database in one transaction for all replicas; without
 * it, on this replica: first durably on its disk, then in its traffic, and in the database as soon
 * as that is back.
 */
@ApplicationScoped
public class RollbackService {
  private static final Logger LOG = Logger.getLogger(RollbackService.class);

  /** A database that says nothing for so long is as good as down: a bad version is being served. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final RolloutService rollouts;
  private final SnapshotReconciler snapshot;
  private final RollbackJournal journal;
  private final DatabaseGate database;
  private final Clock clock;

  @Inject
  RollbackService(
      RolloutService rollouts,
      SnapshotReconciler snapshot,
      RollbackJournal journal,
      DatabaseGate database,
      Clock clock) {
    this.rollouts = rollouts;
    this.snapshot = snapshot;
    this.journal = journal;
    this.database = database;
    this.clock = clock;
  }

  /** What a rollback led to. */
  sealed interface Taken {
    /** The database has it, and every replica follows. */
    record Everywhere(RolloutView rollout) implements Taken {}

    /**
     * This replica does it, and will tell the database.
     *
     * @param kept whether the order is on its disk, so that a restart does not forget it
     */
    record Here(boolean kept) implements Taken {}
  }

  /**
   * Takes a rollout back. When the database is down and this replica does not serve a candidate of
   * that rollout, the failure is a 503.
   */
  Uni<Taken> rollBack(long number, String by, String reason) {
    return tell(number, by, reason)
        .<Taken>map(Taken.Everywhere::new)
        .onFailure(e -> !database.isOpen() || DatabaseFailures.isUnavailable(e))
        .recoverWithUni(down -> takeBackHere(number, by, reason, down));
  }

  /** Tells the database, which tells every replica. */
  Uni<RolloutView> tell(long number, String by, String reason) {
    return Uni.createFrom()
        .deferred(() -> rollouts.order(number, new Signal.RollBack(by, reason)))
        .ifNoItem()
        .after(PATIENCE)
        .failWith(() -> new ConnectException("The database does not answer"));
  }

  private Uni<Taken> takeBackHere(long number, String by, String reason, Throwable down) {
    return Blocking.<Optional<Taken>>call(
            () -> {
              // Ordered before, and its answer may be lost: it holds, and gets to the disk now.
              boolean again = journal.isPending(number);
              if (!again && !snapshot.compares(number)) {
                return Optional.empty();
              }
              boolean kept = remember(new PendingRollback(number, by, reason, clock.instant()));
              return snapshot.takeBack(number) || again
                  ? Optional.of(new Taken.Here(kept))
                  : Optional.empty();
            })
        .chain(
            taken ->
                taken.isPresent()
                    ? Uni.createFrom().item(taken.get())
                    : Uni.createFrom().failure(down));
  }

  /**
   * Takes back what this replica had taken back before a restart and could not tell the database:
   * its snapshot may not have got to the disk.
   */
  void resume() {
    try {
      journal.pending().forEach(order -> snapshot.takeBack(order.rollout()));
    } catch (IOException e) {
      LOG.errorf("Rollbacks that the database was not told of cannot be read: %s", e);
    }
  }

  /** A disk that cannot be written must not keep a bad version in traffic either. */
  private boolean remember(PendingRollback order) {
    LOG.errorf(
        "Rollout %d is taken back on this replica alone, by %s: the database is down",
        order.rollout(), order.by());
    try {
      journal.write(order);
      return true;
    } catch (IOException e) {
      LOG.errorf("The rollback of rollout %d will not survive a restart: %s", order.rollout(), e);
      return false;
    }
  }
}
