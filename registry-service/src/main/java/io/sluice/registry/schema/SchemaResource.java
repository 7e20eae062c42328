package io.sluice.registry.schema;

import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.format.Schemas;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** JSON Schemas of the file formats. Open to all: editors have no tokens. */
@Path("/v1/schemas")
public class SchemaResource {

  @GET
  @Path("/{name}.json")
  @Produces("application/schema+json")
  @PermitAll
  @Operation(summary = "JSON Schema of prompt, tests, environment or sluice files")
  public String schema(@PathParam("name") String name) {
    return Schemas.text(name)
        .orElseThrow(
            () ->
                new ProblemException(
                    CommonProblem.NOT_FOUND, "There are schemas for " + Schemas.NAMES + "."));
  }
}
