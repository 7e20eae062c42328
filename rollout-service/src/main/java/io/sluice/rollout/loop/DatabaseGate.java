package io.sluice.rollout.loop;

import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.database.SchemaMigration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Closed until the schema is up to date. Loops skip their pass while it is closed, so that a
 * replica whose database is down serves from its disk and tries again later.
 */
@ApplicationScoped
public class DatabaseGate {
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
}
