package io.sluice.registry.remote;

import io.sluice.registry.git.RemoteSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says how the external Git server is. Never the reason not to be ready: what is accepted is here,
 * and is served.
 */
@Readiness
@ApplicationScoped
public class RemoteHealth implements HealthCheck {
  private final RemoteSettings settings;
  private final RemoteReconciler reconciler;

  @Inject
  RemoteHealth(RemoteSettings settings, RemoteReconciler reconciler) {
    this.settings = settings;
    this.reconciler = reconciler;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("git-remote").up();
    if (!settings.isSet()) {
      return response.withData("state", "off").build();
    }
    RemoteStatus status = reconciler.status();
    response.withData("state", status.state().word());
    response.withData("degraded", !status.isUp() || status.isForeign());
    response.withData("foreignCommits", status.foreignCommits());
    Instant checked = status.checkedAt();
    if (checked != null) {
      response.withData("checkedAt", checked.toString());
    }
    String error = status.error();
    if (error != null) {
      response.withData("error", error);
    }
    return response.build();
  }
}
