package io.sluice.review.readiness;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.database.SchemaMigration;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: the schema is up to date and the database answers. The registry is no part of it;
 * while it is away, changes can be read and approved.
 */
@Readiness
@ApplicationScoped
public class DatabaseReadiness implements AsyncHealthCheck {
  private static final String NAME = "database";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private volatile boolean migrated;

  @Inject
  DatabaseReadiness(SchemaMigration schema) {
    schema.done().subscribe().with(ignored -> migrated = true);
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    if (!migrated) {
      return Uni.createFrom().item(HealthCheckResponse.down(NAME));
    }
    return Panache.withSession(
            () ->
                Panache.getSession()
                    .chain(s -> s.createNativeQuery("SELECT 1", Integer.class).getSingleResult()))
        .map(one -> HealthCheckResponse.up(NAME))
        .ifNoItem()
        .after(PATIENCE)
        .recoverWithItem(HealthCheckResponse.down(NAME))
        .onFailure()
        .recoverWithItem(HealthCheckResponse.down(NAME));
  }
}
