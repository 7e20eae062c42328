package io.sluice.review.report;

import io.sluice.kit.http.Page;
import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.review.Cursor;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Evaluations of a change. Machines may start them too: a pipeline decides nothing by it. */
@Path("/v1/changes/{number}/evaluations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ChangeEvaluationResource {
  private final EvaluationService evaluations;
  private final ResultService results;
  private final Callers callers;

  @Inject
  ChangeEvaluationResource(EvaluationService evaluations, ResultService results, Callers callers) {
    this.evaluations = evaluations;
    this.results = results;
    this.callers = callers;
  }

  @POST
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(summary = "Runs a suite against what the change has now; answers before it has run")
  public Uni<RestResponse<EvaluationView>> start(
      @PathParam("number") long number,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @Valid @NotNull(message = "a body is required") StartEvaluationRequest request) {
    return evaluations
        .start(number, request, callers.current(), key)
        .chain(results::view)
        .map(
            view ->
                RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, view)
                    .location(URI.create(view.url()))
                    .build());
  }

  @GET
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(summary = "The change's evaluations, newest first")
  public Uni<Page<EvaluationView>> list(
      @PathParam("number") long number,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return results.ofChange(number, Cursor.number(cursor, Long.MAX_VALUE), Page.limit(limit));
  }
}
