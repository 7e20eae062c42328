package io.sluice.registry.remote;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Push webhooks of GitHub, GitLab and Gitea. A delivery carries no token: it is believed for its
 * signature. It only hints at looking sooner, and says who pushed; so a replayed one does no harm.
 */
@Path("/v1/hooks/{server: github|gitlab|gitea}")
@Consumes(MediaType.WILDCARD)
public class WebhookResource {
  /**
   * GitHub allows 25 MB, for pushes of thousands of commits. A change branch has at most 200, which
   * make less than half a megabyte; the schedule finds what is larger.
   */
  private static final int MAX_BYTES = 1024 * 1024;

  private final WebhookSecret secret;
  private final ArrivalStore events;
  private final RemoteReconciler reconciler;
  private final ObjectMapper json;
  private final Clock clock;

  @Inject
  WebhookResource(
      WebhookSecret secret,
      ArrivalStore events,
      RemoteReconciler reconciler,
      ObjectMapper json,
      Clock clock) {
    this.secret = secret;
    this.events = events;
    this.reconciler = reconciler;
    this.json = json;
    this.clock = clock;
  }

  @POST
  @PermitAll
  @Operation(summary = "Takes a signed push webhook")
  public Uni<Response> deliver(
      @PathParam("server") String server, @Context HttpHeaders headers, byte[] body) {
    if (body.length > MAX_BYTES) {
      throw new ProblemException(
          CommonProblem.TOO_LARGE, "At most " + MAX_BYTES + " bytes; the schedule finds the rest.");
    }
    WebhookKind kind = WebhookKind.valueOf(server.toUpperCase(Locale.ROOT));
    String key =
        secret
            .current()
            .orElseThrow(
                () ->
                    new ProblemException(
                        CommonProblem.NOT_FOUND,
                        "Webhooks are off; set sluice.git.webhook.secret-file to turn them on."));
    if (!kind.isAuthentic(headers::getHeaderString, body, key)) {
      throw new ProblemException(
          CommonProblem.UNAUTHENTICATED,
          "The delivery is not signed with this registry's webhook secret.");
    }
    Optional<PushEvent> event =
        kind.isPush(headers::getHeaderString) ? read(json, kind, body) : Optional.empty();
    Uni<Void> stored =
        event.isPresent() ? events.add(event.get(), clock.instant()) : Uni.createFrom().voidItem();
    return stored.eventually(reconciler::hint).map(done -> Response.accepted().build());
  }

  static Optional<PushEvent> read(ObjectMapper json, WebhookKind kind, byte[] body) {
    try {
      return PushEvent.read(kind, json.readTree(body));
    } catch (IOException e) {
      // Not only JSON's own exception: bytes that are no text in any encoding have another.
      throw new ProblemException(
          CommonProblem.MALFORMED_REQUEST,
          "The body is no JSON; set the webhook's content type to application/json.");
    }
  }
}
