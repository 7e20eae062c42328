package io.sluice.registry.difference;

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

/** Two versions of a prompt, compared. */
@Path("/v1/prompts/{id}/versions/{from}/diff/{to}")
@Produces(MediaType.APPLICATION_JSON)
public class DifferenceResource {
  private final DifferenceService differences;

  @Inject
  DifferenceResource(DifferenceService differences) {
    this.differences = differences;
  }

  @GET
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(
      summary =
          "What differs between two versions, by field, word and line, and what it means for apps")
  public Uni<VersionDifference> difference(
      @PathParam("id") String id, @PathParam("from") int from, @PathParam("to") int to) {
    return differences.difference(id, from, to);
  }
}
