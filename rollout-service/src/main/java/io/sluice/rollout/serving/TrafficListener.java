package io.sluice.rollout.serving;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.database.SchemaMigration;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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
  private final PgConnectOptions options;
  private @Nullable PgSubscriber subscriber;

  @Inject
  TrafficListener(
      Vertx vertx,
      SchemaMigration migration,
      SnapshotReconciler snapshot,
      @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") String user,
      @ConfigProperty(name = "quarkus.datasource.password") String password) {
    this.vertx = vertx;
    this.migration = migration;
    this.snapshot = snapshot;
    this.options =
        PgConnectOptions.fromUri(url.replaceFirst("^vertx-reactive:", ""))
            .setUser(user)
            .setPassword(password);
  }

  void start(@Observes StartupEvent event) {
    migration.done().subscribe().with(ignored -> subscribe());
  }

  private void subscribe() {
    PgSubscriber listening = PgSubscriber.subscriber(vertx, options);
    subscriber = listening;
    listening.reconnectPolicy(retries -> RECONNECT_MS);
    listening
        .channel(CHANNEL)
        .handler(revision -> snapshot.hint())
        .subscribeHandler(ignored -> snapshot.hint());
    listening
        .connect()
        .onFailure(e -> LOG.warnf("Not listening for decisions, only looking: %s", e.getMessage()));
  }

  void stop(@Observes ShutdownEvent event) {
    PgSubscriber listening = subscriber;
    if (listening != null) {
      listening.close();
    }
  }
}
