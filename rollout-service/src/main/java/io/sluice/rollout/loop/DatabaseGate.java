package io.sluice.rollout.loop;

import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Closed until the schema is up to date. Loops skip their pass while it is closed, so that a
 * replica whose database is down serves from its disk and tries again later.
 */
@ApplicationScoped
public class DatabaseGate {
  private static final int RETRY_SECONDS = 2;

  private final SchemaMigration migration;
  private volatile boolean open;

  @Inject
  DatabaseGate(SchemaMigration migration) {
    this.migration = migration;
  }

  void start(@Observes StartupEvent event) {
    migration.done().subscribe().with(ignored -> open = true);
  }

  public boolean isOpen() {
    return open;
  }

  /**
   * For requests that need the database.
   *
   * @throws ProblemException 503 while it is closed
   */
  public void requireOpen() {
    if (!open) {
      throw ProblemException.retryLater(
          CommonProblem.UNAVAILABLE,
          "The database is not reachable right now. Nothing was changed; try again.",
          RETRY_SECONDS);
    }
  }
}
