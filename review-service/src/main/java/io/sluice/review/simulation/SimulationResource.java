package io.sluice.review.simulation;

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

/** Tries a policy; nothing is written. */
@Path("/v1/policy/simulate")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SimulationResource {
  private final SimulationService simulations;

  @Inject
  SimulationResource(SimulationService simulations) {
    this.simulations = simulations;
  }

  /** Who could approve, and what is missing, clause by clause. */
  @POST
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  public Uni<SimulationView> simulate(
      @Valid @NotNull(message = "a body is required") SimulationRequest request) {
    return simulations.simulate(request);
  }
}
