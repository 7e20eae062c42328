package io.sluice.rollout.serving;

import io.quarkus.security.identity.SecurityIdentity;
import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.rollout.desired.PromptNotice;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where production apps fetch prompts. */
@Path("/v1/prompts/{id}")
@NonBlocking
@Produces(MediaType.APPLICATION_JSON)
public class PromptResource {
  static final String DECISION_HEADER = "Sluice-Decision";

  /** RFC 9745: since when, as seconds of 1970. The successor is a link of RFC 5829. */
  private static final String DEPRECATION_HEADER = "Deprecation";

  static final String CACHING = "private, no-cache";

  private final ServingService serving;
  private final Callers callers;
  private final VerifiedApps verified;
  private final SecurityIdentity identity;

  @Inject
  PromptResource(
      ServingService serving, Callers callers, VerifiedApps verified, SecurityIdentity identity) {
    this.serving = serving;
    this.callers = callers;
    this.verified = verified;
    this.identity = identity;
  }

  /**
   * The active version; a 304 carries a new decision too, because it is a served call. The next
   * plain call with the same token does not come here, see {@link PlainFetches}.
   */
  @GET
  @Path("/active")
  @RolesAllowed(Roles.APP)
  public Response active(
      @PathParam("id") String id,
      @QueryParam("environment") @DefaultValue(FetchQuery.DEFAULT_ENVIRONMENT) String environment,
      @QueryParam("subject") @Nullable String subject,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
    String app = callers.subject();
    verified.remember(identity, app);
    ServedPrompt served = serving.active(app, environment, id, subject);
    return answer(
        served.answer().isKnown(known) ? Response.status(Response.Status.NOT_MODIFIED) : ok(served),
        served);
  }

  /** The active version with its template filled in. */
  @POST
  @Path("/render")
  @RolesAllowed(Roles.APP)
  public Response render(
      @PathParam("id") String id,
      @QueryParam("environment") @DefaultValue(FetchQuery.DEFAULT_ENVIRONMENT) String environment,
      @NotNull @Valid RenderRequest request) {
    ServedPrompt served =
        serving.render(
            callers.subject(),
            environment,
            id,
            request.subject(),
            Objects.requireNonNull(request.inputs()));
    return answer(ok(served), served);
  }

  private static Response.ResponseBuilder ok(ServedPrompt served) {
    return Response.ok(served.answer().body());
  }

  private static Response answer(Response.ResponseBuilder builder, ServedPrompt served) {
    PromptNotice deprecated = served.deprecated();
    if (deprecated != null) {
      builder.header(DEPRECATION_HEADER, "@" + deprecated.since().getEpochSecond());
      if (deprecated.replacedBy() != null) {
        builder.header(
            HttpHeaders.LINK,
            "</v1/prompts/" + deprecated.replacedBy() + "/active>; rel=\"successor-version\"");
      }
    }
    return builder
        .header(HttpHeaders.ETAG, served.answer().etag())
        .header(HttpHeaders.CACHE_CONTROL, CACHING)
        .header(DECISION_HEADER, served.decision())
        .build();
  }
}
