package io.sluice.rollout.serving;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.database.SchemaMigration;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Hears from the database when traffic is to go differently. Only for speed: {@link
 * SnapshotReconciler} looks by itself as well, so a message that is lost costs a quarter of a
 * second.
 */
@ApplicationScoped
public class TrafficListener {
  private static final Logger LOG = Logger.getLogger(TrafficListener.class);
  private static final String CHANNEL = "sluice_traffic";
  private static final long RECONNECT_MS = 1_000;

  private final Vertx vertx;
  private final SchemaMigration migration;
  private final SnapshotReconciler snapshot;
  private final Pool pool;
  private volatile boolean stopped;

  @Inject
  TrafficListener(Vertx vertx, SchemaMigration migration, SnapshotReconciler snapshot, Pool pool) {
    this.vertx = vertx;
    this.migration = migration;
    this.snapshot = snapshot;
    this.pool = pool;
  }

  void start(@Observes StartupEvent event) {
    migration.done().subscribe().with(ignored -> listen());
  }

  /** Keeps one connection of the pool, so it is encrypted and known like all others. */
  private void listen() {
    AtomicBoolean lost = new AtomicBoolean();
    Runnable again =
        () -> {
          if (lost.compareAndSet(false, true)) {
            listenAgain();
          }
        };
    pool.getConnection()
        .compose(connection -> listen(PgConnection.cast(connection), again))
        .onSuccess(ignored -> snapshot.hint())
        .onFailure(
            e -> {
              LOG.warnf("Not listening for decisions, only looking: %s", e.getMessage());
              again.run();
            });
  }

  private Future<Void> listen(PgConnection connection, Runnable again) {
    connection.notificationHandler(notification -> snapshot.hint());
    connection.closeHandler(closed -> again.run());
    return connection
        .query("LISTEN " + CHANNEL)
        .execute()
        .onFailure(e -> connection.close())
        .mapEmpty();
  }

  private void listenAgain() {
    if (!stopped) {
      vertx.setTimer(RECONNECT_MS, timer -> listen());
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopped = true;
  }
}
