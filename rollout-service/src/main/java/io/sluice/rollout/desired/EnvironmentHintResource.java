package io.sluice.rollout.desired;

import io.sluice.kit.security.Roles;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Where the registry says that main has moved. Losing a hint costs a second, nothing else. */
@Path("/v1/hints/environments")
public class EnvironmentHintResource {
  private final DesiredStateReconciler reconciler;

  @Inject
  EnvironmentHintResource(DesiredStateReconciler reconciler) {
    this.reconciler = reconciler;
  }

  @POST
  @NonBlocking
  @ResponseStatus(202)
  @RolesAllowed(Roles.SERVICE)
  public void hint(@NotNull @Valid EnvironmentHintRequest request) {
    reconciler.hint();
  }
}
