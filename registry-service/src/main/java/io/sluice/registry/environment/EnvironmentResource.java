package io.sluice.registry.environment;

import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Roles;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.index.IndexStore.Marker;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Desired state of environments. */
@Path("/v1/environments")
@Produces(MediaType.APPLICATION_JSON)
public class EnvironmentResource {
  private static final int MAX_WAIT_SECONDS = 60;
  private static final int RETRY_SECONDS = 1;

  private final EnvironmentService environments;

  @Inject
  EnvironmentResource(EnvironmentService environments) {
    this.environments = environments;
  }

  @GET
  @Path("/{environment}")
  @RolesAllowed({Roles.SERVICE, Roles.OPERATOR})
  @Operation(
      summary = "What an environment should run",
      description =
          "In pages of up to 200 prompts, each as main wants it at 'commit' or later. With 'since',"
              + " the 'commit' of an earlier answer, only what changed after it; 'since' in the"
              + " answer is absent where that commit is not known and everything is listed. With"
              + " If-None-Match and 'wait' (up to 60s) it answers when main moves, or 304.")
  public Uni<Response> desired(
      @PathParam("environment") String environment,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("since") @Nullable String since,
      @QueryParam("wait") @Nullable String wait,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
    Duration patience = patience(wait);
    DesiredStatePage page = DesiredStatePage.of(limit, cursor, since);
    return current()
        .chain(
            at ->
                matches(known, at.commit()) && !patience.isZero()
                    ? environments.waitWhileAt(at.commit(), patience).chain(this::current)
                    : Uni.createFrom().item(at))
        .chain(at -> answer(environment, at, page, known));
  }

  private Uni<Marker> current() {
    return environments
        .at()
        .map(
            at ->
                at.orElseThrow(
                    () ->
                        ProblemException.retryLater(
                            RegistryProblem.INDEX_BEHIND,
                            "The index has not read Git yet; try again.",
                            RETRY_SECONDS)));
  }

  private Uni<Response> answer(
      String environment, Marker at, DesiredStatePage page, @Nullable String known) {
    EntityTag tag = new EntityTag(at.commit());
    return matches(known, at.commit())
        ? Uni.createFrom().item(Response.notModified(tag).build())
        : environments
            .desired(environment, at, page)
            .map(state -> Response.ok(state).tag(tag).build());
  }

  private static boolean matches(@Nullable String known, String commit) {
    return known != null && known.contains("\"" + commit + "\"");
  }

  private static Duration patience(@Nullable String wait) {
    if (wait == null || wait.isEmpty()) {
      return Duration.ZERO;
    }
    if (!wait.matches("[0-9]{1,2}s") || seconds(wait) > MAX_WAIT_SECONDS) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST, "'wait' is a number of seconds up to '60s'.");
    }
    return Duration.ofSeconds(seconds(wait));
  }

  private static int seconds(String wait) {
    return Integer.parseInt(wait.substring(0, wait.length() - 1));
  }
}
