package io.sluice.registry.index;

import io.sluice.kit.reconcile.ReconcileLoop;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the index has read main; a later failure shows in the data, reads still work. */
@Readiness
@ApplicationScoped
public class IndexReadiness implements HealthCheck {
  private final IndexReconciler index;

  @Inject
  IndexReadiness(IndexReconciler index) {
    this.index = index;
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
    return response.build();
  }
}
