package io.sluice.registry.index;

import io.sluice.kit.reconcile.ReconcileLoop;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the index has read main. A later failure, a lag, or a check that found differences
 * shows in the data as degraded: reads still work.
 */
@Readiness
@ApplicationScoped
public class IndexReadiness implements HealthCheck {
  private static final Duration LATE = Duration.ofSeconds(60);

  private final IndexReconciler index;
  private final IndexJobService jobs;

  @Inject
  IndexReadiness(IndexReconciler index, IndexJobService jobs) {
    this.index = index;
    this.jobs = jobs;
  }

  @Override
  public HealthCheckResponse call() {
    ReconcileLoop.Status status = index.status();
    Instant success = status.lastSuccess();
    String error = status.lastError();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("index").status(success != null);
    if (success != null) {
      response.withData("lastSuccess", success.toString());
    }
    if (error != null) {
      response.withData("lastError", error);
    }
    boolean late = index.lag().compareTo(LATE) > 0;
    return response
        .withData("lagSeconds", index.lag().toSeconds())
        .withData("differences", jobs.differences())
        .withData("degraded", error != null || late || jobs.differences() > 0)
        .build();
  }
}
