package io.sluice.review.plan;

import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What will happen when a change is merged. */
@Path("/v1/changes/{number}/plan")
@Produces(MediaType.APPLICATION_JSON)
public class PlanResource {
  private final PlanService plans;

  @Inject
  PlanResource(PlanService plans) {
    this.plans = plans;
  }

  /** The plan as far as it is known now; each approval keeps the plan that it was given on. */
  @GET
  @Operation(summary = "What will happen when the change is merged")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  public Uni<PlanView> get(@PathParam("number") long number) {
    return plans.get(number);
  }
}
