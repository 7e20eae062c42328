package io.sluice.review.promptfoo;

import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.review.evidence.Evidence;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** A change's suite for promptfoo, and promptfoo's results as evidence. */
@Path("/v1/changes/{number}")
public class PromptfooResource {
  private final PromptfooService promptfoo;
  private final Callers callers;

  @Inject
  PromptfooResource(PromptfooService promptfoo, Callers callers) {
    this.promptfoo = promptfoo;
    this.callers = callers;
  }

  @GET
  @Path("/promptfooconfig")
  @Produces("application/yaml")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(summary = "The change's suite as promptfooconfig.yaml")
  public Uni<String> config(
      @PathParam("number") long number, @QueryParam("prompt") @Nullable String prompt) {
    return promptfoo.config(number, prompt);
  }

  @POST
  @Path("/evidence/promptfoo")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(summary = "Takes a results file of promptfoo as evidence; the same file counts once")
  public Uni<RestResponse<Evidence>> add(
      @PathParam("number") long number,
      @QueryParam("prompt") @Nullable String prompt,
      @QueryParam("digest")
          @NotNull(message = "'digest' is missing; name the version that was measured")
          @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "'digest' is sha256:<64 hex digits>")
          String digest,
      @NotNull(message = "a body is required") String file) {
    return promptfoo
        .add(number, prompt, digest, file, callers.current())
        .map(
            recorded ->
                RestResponse.status(
                    recorded.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                    recorded.evidence()));
  }
}
