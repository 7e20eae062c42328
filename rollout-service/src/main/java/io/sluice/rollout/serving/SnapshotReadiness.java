package io.sluice.rollout.serving;

import io.sluice.rollout.version.Refusals;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: there is a snapshot to serve from. Nothing else, because nothing else is needed;
 * that versions are refused is shown, but takes no replica out of service.
 */
@Readiness
@ApplicationScoped
public class SnapshotReadiness implements HealthCheck {
  private final Snapshots snapshots;
  private final Refusals refusals;

  @Inject
  SnapshotReadiness(Snapshots snapshots, Refusals refusals) {
    this.snapshots = snapshots;
    this.refusals = refusals;
  }

  @Override
  public HealthCheckResponse call() {
    Snapshot snapshot = snapshots.current();
    return HealthCheckResponse.named("serving-snapshot")
        .status(!snapshot.isEmpty())
        .withData("revision", snapshot.revision())
        .withData("prompts", snapshot.allRoutes().count())
        .withData("refusedVersions", refusals.current().size())
        .build();
  }
}
