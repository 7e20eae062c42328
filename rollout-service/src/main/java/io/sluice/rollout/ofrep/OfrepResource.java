package io.sluice.rollout.ofrep;

import io.sluice.kit.problem.ProblemBody;
import io.sluice.kit.problem.ProblemMappers;
import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/** OpenFeature Remote Evaluation Protocol 0.3.0: where OpenFeature's SDKs fetch prompts. */
@Path("/ofrep/v1/evaluate/flags")
@NonBlocking
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class OfrepResource {
  private static final String BODY = "Send an object with 'context', and in it 'targetingKey'.";

  private final OfrepService flags;
  private final Callers callers;
  private final ProblemMappers problems = new ProblemMappers();

  @Inject
  OfrepResource(OfrepService flags, Callers callers) {
    this.flags = flags;
    this.callers = callers;
  }

  /** One prompt. Clients put the key into the path as it is, so it may have slashes. */
  @POST
  @Path("/{key: .+}")
  @RolesAllowed(Roles.APP)
  public FlagView evaluate(
      @PathParam("key") String key, @NotNull(message = BODY) @Valid EvaluationRequest request) {
    return flags.evaluate(callers.subject(), key, context(request));
  }

  /** Every prompt of the environment; a 304 decides nothing anew. */
  @POST
  @RolesAllowed(Roles.APP)
  @APIResponse(
      responseCode = "200",
      description = "OK",
      content = @Content(schema = @Schema(implementation = FlagsView.class)))
  @APIResponse(responseCode = "304", description = "Nothing is different")
  public Response evaluateAll(
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known,
      @NotNull(message = BODY) @Valid EvaluationRequest request) {
    String app = callers.subject();
    Bulk bulk = flags.bulk(context(request));
    String etag = flags.etag(app, bulk);
    boolean unchanged =
        known != null && (known.contains(etag.substring("W/".length())) || known.equals("*"));
    Response.ResponseBuilder answer =
        unchanged
            ? Response.status(Response.Status.NOT_MODIFIED)
            : Response.ok(flags.decide(app, bulk));
    return answer.header(HttpHeaders.ETAG, etag).build();
  }

  /** Every failure of these paths, with the status and the words that the others have. */
  @ServerExceptionMapper(Throwable.class)
  @PermitAll
  public Response failed(Throwable failure, SimpleResourceInfo endpoint, UriInfo uri) {
    Response problem = problems.any(failure, endpoint, uri);
    ProblemBody said = (ProblemBody) problem.getEntity();
    return Response.fromResponse(problem)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(
            new FlagView.Failed(
                uri.getPathParameters().getFirst("key"), ErrorCode.of(said), said.detail()))
        .build();
  }

  private static Context context(EvaluationRequest request) {
    return Context.of(Objects.requireNonNull(request.context()));
  }
}
