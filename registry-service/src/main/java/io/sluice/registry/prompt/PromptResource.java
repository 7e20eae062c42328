package io.sluice.registry.prompt;

import io.sluice.kit.http.Page;
import io.sluice.kit.security.Roles;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
  @Operation(
      summary = "Registry entries: searched, filtered, sorted, paged",
      description =
          "'q' searches id, purpose, labels, owner, team, model, messages and known issues: all"
              + " words must be there, the last one also as a beginning; \"a phrase\", 'or' and"
              + " '-word' as in a search engine. Archived entries only with 'lifecycle=archived' or"
              + " 'any'. Sorted by relevance with 'q', else by id; updated descends, reviewed starts"
              + " with the longest ago and never reviewed. A cursor belongs to the parameters that"
              + " it was made with.")
  public Uni<Page<PromptItem>> list(
      @QueryParam("q") @DefaultValue("") @Size(max = 200) String q,
      @QueryParam("team") @DefaultValue("") @Size(max = 200) String team,
      @QueryParam("owner") @DefaultValue("") @Size(max = 200) String owner,
      @QueryParam("model") @DefaultValue("") @Size(max = 200) String model,
      @QueryParam("environment") @DefaultValue("") @Size(max = 200) String environment,
      @QueryParam("label") @Size(max = 20, message = "at most 20 labels")
          List<@Size(max = 63) String> labels,
      @Parameter(description = "active, deprecated, archived or any; without it all but archived")
          @QueryParam("lifecycle")
          @DefaultValue("")
          @Size(max = 20)
          String lifecycle,
      @Parameter(description = "A day: last reviewed before it (UTC), or never")
          @QueryParam("reviewedBefore")
          @DefaultValue("")
          @Size(max = 20)
          String reviewedBefore,
      @Parameter(description = "id, updated, reviewed or relevance")
          @QueryParam("sort")
          @DefaultValue("")
          @Size(max = 20)
          String sort,
      @Parameter(description = "asc or desc") @QueryParam("order") @DefaultValue("") @Size(max = 20)
          String order,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Size(max = 1_000) @Nullable String cursor) {
    PromptListRequest request =
        new PromptListRequest(
            new PromptListRequest.Raw(
                q,
                team,
                owner,
                model,
                environment,
                labels,
                lifecycle,
                reviewedBefore,
                sort,
                order));
    return prompts.list(request, Page.key(cursor), Page.limit(limit));
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "The whole registry entry, with change log and performance")
  public Uni<PromptView> entry(@PathParam("id") String id) {
    return prompts.entry(id);
  }

  @GET
  @Path("/{id}/versions")
  @Operation(summary = "The change log: every version, newest first, as its merge recorded it")
  public Uni<Page<ChangeLogEntry>> versions(
      @PathParam("id") String id,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Size(max = 1_000) @Nullable String cursor) {
    return prompts.versions(id, Page.key(cursor), Page.limit(limit));
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
  @Path("/{id}/versions/{version}/attestation")
  @Operation(
      summary = "Who approved which digest, signed; to be checked without asking anybody",
      description =
          "Each attestation is an in-toto statement in a DSSE envelope as text (what was signed"
              + " before there were any: a compact JWS). 'GET /v1/attestations/keys' of the"
              + " review-service, or better your own copy, has the keys; './sluice verify' checks"
              + " all of it against a clone.")
  public Uni<VersionAttestationView> attestation(
      @PathParam("id") String id, @PathParam("version") int version) {
    return prompts.attestation(id, version);
  }
}
