package io.sluice.registry.prompt;

import io.sluice.kit.http.Page;
import io.sluice.kit.security.Roles;
import io.sluice.registry.index.PromptFilter;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Registry entries and their versions. */
@Path("/v1/prompts")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
public class PromptResource {
  private static final String FOR_EVER = "private, max-age=31536000, immutable";

  private final PromptService prompts;

  @Inject
  PromptResource(PromptService prompts) {
    this.prompts = prompts;
  }

  @GET
  @Operation(summary = "Registry entries, by id; 'q' searches all their words")
  public Uni<Page<PromptItem>> list(
      @QueryParam("q") @DefaultValue("") @Size(max = 200) String q,
      @QueryParam("team") @DefaultValue("") @Size(max = 200) String team,
      @QueryParam("owner") @DefaultValue("") @Size(max = 200) String owner,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return prompts.list(
        new PromptFilter(q.strip(), team, owner), Page.key(cursor), Page.limit(limit));
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "The whole registry entry, with change log and performance")
  public Uni<PromptView> entry(@PathParam("id") String id) {
    return prompts.entry(id);
  }

  @GET
  @Path("/{id}/versions/{version}")
  @Operation(summary = "One immutable version")
  public Uni<Response> version(@PathParam("id") String id, @PathParam("version") int version) {
    return prompts
        .version(id, version)
        .map(
            found ->
                Response.ok(VersionView.of(found))
                    .header(HttpHeaders.CACHE_CONTROL, FOR_EVER)
                    .build());
  }

  @GET
  @Path("/{id}/versions/{from}/diff/{to}")
  @Operation(summary = "What differs between two versions, by field and as text")
  public Uni<VersionDiff> diff(
      @PathParam("id") String id, @PathParam("from") int from, @PathParam("to") int to) {
    return prompts.diff(id, from, to);
  }
}
