package io.sluice.kit.database;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date in the background and keeps trying, so that a service starts (and
 * the rollout-service serves) while its database is down. Replicas that start together wait for
 * each other on Flyway's lock.
 */
@ApplicationScoped
public class SchemaMigration {
  private static final Logger LOG = Logger.getLogger(SchemaMigration.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration MAX_RETRY = Duration.ofSeconds(10);

  private final Flyway flyway;
  private final Uni<Void> done;

  @Inject
  SchemaMigration(Flyway flyway) {
    this.flyway = flyway;
    this.done =
        Uni.createFrom()
            .voidItem()
            .emitOn(Infrastructure.getDefaultWorkerPool())
            .invoke(() -> this.flyway.migrate())
            .onFailure()
            .invoke(e -> LOG.warnf("Schema not migrated yet: %s", firstLine(e)))
            .onFailure()
            .retry()
            .withBackOff(FIRST_RETRY, MAX_RETRY)
            .indefinitely()
            .memoize()
            .indefinitely();
  }

  void start(@Observes StartupEvent event) {
    done.subscribe().with(ignored -> LOG.info("Schema is up to date"));
  }

  /**
   * Completes once the schema is usable; loops that need the database wait for it. Comes back on
   * the caller's own context, where a database session may be opened.
   */
  public Uni<Void> done() {
    return Uni.createFrom()
        .deferred(
            () -> {
              Context caller = Vertx.currentContext();
              return caller == null
                  ? done
                  : done.emitOn(next -> caller.runOnContext(ignored -> next.run()));
            });
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
