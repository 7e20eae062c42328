package io.sluice.registry.performance;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.index.IndexStore;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Measurements of prompts. */
@Path("/v1/prompts/{id}/performance")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PerformanceResource {
  private final PerformanceStore store;
  private final IndexStore index;
  private final Callers callers;
  private final Clock clock;

  @Inject
  PerformanceResource(PerformanceStore store, IndexStore index, Callers callers, Clock clock) {
    this.store = store;
    this.index = index;
    this.callers = callers;
    this.clock = clock;
  }

  @GET
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(
      summary = "Measurements of a prompt, newest recorded first",
      description = "Filtered by 'metric' and 'version'; an unknown prompt is a 404.")
  public Uni<Page<PerformanceNote>> list(
      @PathParam("id") String id,
      @QueryParam("metric") @DefaultValue("") @Size(max = 80) String metric,
      @QueryParam("version") @Min(value = 1, message = "'version' is a number from 1")
          @Nullable Integer version,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Size(max = 1_000) @Nullable String cursor) {
    String key = Page.key(cursor);
    int size = Page.limit(limit);
    return index
        .prompt(id)
        .invoke(
            prompt -> {
              if (prompt.isEmpty()) {
                throw new ProblemException(
                    RegistryProblem.UNKNOWN_PROMPT, "There is no prompt '" + id + "'.");
              }
            })
        .chain(prompt -> store.page(id, new PerformanceFilter(metric, version), key, size));
  }

  @POST
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(summary = "Appends a measurement of a version")
  public Uni<Response> add(
      @PathParam("id") String id,
      @NotNull(message = "A body is needed") @Valid PerformanceRequest request) {
    PerformanceNote note =
        new PerformanceNote(
            request.version(),
            request.metric(),
            request.value(),
            request.unit(),
            request.sampleSize(),
            request.measuredOn(),
            request.note(),
            callers.subject(),
            clock.instant());
    return index
        .version(id, request.version())
        .map(
            version ->
                version.orElseThrow(
                    () ->
                        new ProblemException(
                            RegistryProblem.UNKNOWN_VERSION,
                            "'" + id + "' has no version " + request.version() + ".")))
        .chain(version -> store.add(id, note))
        .map(done -> Response.status(Response.Status.CREATED).entity(note).build());
  }
}
