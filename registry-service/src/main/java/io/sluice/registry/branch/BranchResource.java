package io.sluice.registry.branch;

import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Change branches. */
@Path("/v1/branches")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class BranchResource {
  private final BranchService branches;

  @Inject
  BranchResource(BranchService branches) {
    this.branches = branches;
  }

  @GET
  @RolesAllowed({Roles.SERVICE, Roles.REVIEWER, Roles.ENGINEER})
  @Operation(summary = "Every change branch")
  public Uni<BranchesView> all() {
    return branches.all();
  }

  @POST
  @RolesAllowed(Roles.SERVICE)
  @Operation(summary = "Makes or extends a change branch; checked like a push")
  public Uni<Response> write(@NotNull(message = "A body is needed") @Valid BranchRequest request) {
    return branches
        .write(request)
        .map(view -> Response.status(Response.Status.CREATED).entity(view).build());
  }
}
