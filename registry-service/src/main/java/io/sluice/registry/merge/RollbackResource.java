package io.sluice.registry.merge;

import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Rollbacks that the rollout-service decided. */
@Path("/v1/rollbacks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RollbackResource {
  private final RollbackService rollbacks;

  @Inject
  RollbackResource(RollbackService rollbacks) {
    this.rollbacks = rollbacks;
  }

  @POST
  @RolesAllowed(Roles.SERVICE)
  @Operation(summary = "Takes an environment back to an approved version, as a commit on main")
  public Uni<RollbackView> rollBack(
      @NotNull(message = "A body is needed") @Valid RollbackRequest request) {
    return rollbacks.rollBack(request);
  }
}
