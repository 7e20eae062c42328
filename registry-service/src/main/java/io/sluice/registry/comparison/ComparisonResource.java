package io.sluice.registry.comparison;

import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** A change branch against main. */
@Path("/v1/comparison")
@Produces(MediaType.APPLICATION_JSON)
public class ComparisonResource {
  private final ComparisonService comparisons;
  private final ContentService contents;

  @Inject
  ComparisonResource(ComparisonService comparisons, ContentService contents) {
    this.comparisons = comparisons;
    this.contents = contents;
  }

  @GET
  @RolesAllowed({Roles.SERVICE, Roles.REVIEWER, Roles.ENGINEER})
  @Operation(summary = "What merging a change branch would do, and what stands against it")
  public Uni<Comparison> compare(
      @QueryParam("branch")
          @NotNull(message = "'branch' is missing; name one such as 'changes/shorter'")
          @Pattern(
              regexp = "changes/[a-z0-9._/-]{1,100}",
              message = "'branch' is 'changes/' and up to 100 of a-z 0-9 . _ / -")
          String branch,
      @QueryParam("promoteTo")
          @Pattern(
              regexp = "[a-z][a-z0-9-]{0,39}",
              message = "'promoteTo' is the name of an environment, or 'none'")
          @Nullable String promoteTo) {
    return comparisons.ofBranch(branch, promoteTo);
  }

  @GET
  @Path("/content")
  @RolesAllowed({Roles.SERVICE, Roles.REVIEWER, Roles.ENGINEER})
  @Operation(summary = "A prompt as a change branch has it, with fragments put in")
  public Uni<ContentView> content(
      @QueryParam("branch")
          @NotNull(message = "'branch' is missing; name one such as 'changes/shorter'")
          @Pattern(
              regexp = "changes/[a-z0-9._/-]{1,100}",
              message = "'branch' is 'changes/' and up to 100 of a-z 0-9 . _ / -")
          String branch,
      @QueryParam("prompt")
          @NotNull(message = "'prompt' is missing; name the prompt's id")
          @Pattern(
              regexp = "[a-z0-9]([a-z0-9_-]|\\.(?!\\.)){0,99}",
              message = "'prompt' is a prompt's id: up to 100 of a-z 0-9 . _ -")
          String prompt) {
    return contents.at(branch, prompt);
  }
}
