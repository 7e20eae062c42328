package io.sluice.registry.moving;

import io.sluice.kit.security.Callers;
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

/** Prompts of other tools, moved in. */
@Path("/v1/imports")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ImportResource {
  private final ImportService imports;
  private final Callers callers;

  @Inject
  ImportResource(ImportService imports, Callers callers) {
    this.imports = imports;
    this.callers = callers;
  }

  @POST
  @RolesAllowed(Roles.ENGINEER)
  @Operation(
      summary = "Makes one change request of another tool's files; the same files again make none",
      description =
          "Every entry of the source is in the report: created, updated, unchanged or refused, with"
              + " what could not be carried over. Repeating a request needs no Idempotency-Key:"
              + " the branch is named by what it writes.")
  public Uni<ImportReport> run(
      @NotNull(message = "A body is needed") @Valid ImportRequest request) {
    return imports.run(request, callers.subject());
  }
}
