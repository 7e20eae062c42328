package io.sluice.registry.merge;

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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Merges of attested changes. */
@Path("/v1/merges")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class MergeResource {
  private final MergeService merges;

  @Inject
  MergeResource(MergeService merges) {
    this.merges = merges;
  }

  @POST
  @RolesAllowed(Roles.SERVICE)
  @Operation(summary = "Lands an attested change on main; asking again gives the same commit")
  public Uni<MergeView> merge(@NotNull(message = "A body is needed") @Valid MergeRequest request) {
    return merges.merge(request.attestation(), request.parent());
  }

  @GET
  @Path("/{change}")
  @RolesAllowed({Roles.SERVICE, Roles.REVIEWER, Roles.ENGINEER})
  @Operation(summary = "The merge commit of a change")
  public Uni<MergeLookup> find(@PathParam("change") int change) {
    return merges.find(change);
  }
}
