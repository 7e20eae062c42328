package io.sluice.registry.moving;

import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Versions as other tools' files. */
@Path("/v1/prompts/{id}/versions/{version}/export")
@RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
public class ExportResource {
  private final ExportService exports;

  @Inject
  ExportResource(ExportService exports) {
    this.exports = exports;
  }

  @GET
  @Operation(
      summary = "A version as a file for 'prompt-yml', 'prompty' or 'dotprompt'",
      description = "What the format has no place for is listed in a comment of the file.")
  public Uni<Response> export(
      @PathParam("id") String id,
      @PathParam("version") int version,
      @QueryParam("format") @DefaultValue("prompt-yml") String format) {
    return exports
        .export(id, version, format)
        .map(
            file ->
                Response.ok(file.text(), file.mediaType())
                    .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + file.fileName() + "\"")
                    .build());
  }
}
