package io.sluice.rollout.feed;

import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Roles;
import io.sluice.rollout.loop.DatabaseGate;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** A rollout as it happens. */
@Path("/v1/rollouts/{number}/events")
public class RolloutStreamResource {
  private final RolloutStream stream;
  private final DatabaseGate database;

  @Inject
  RolloutStreamResource(RolloutStream stream, DatabaseGate database) {
    this.stream = stream;
    this.database = database;
  }

  @GET
  @Blocking
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({Roles.OPERATOR, Roles.ENGINEER, Roles.REVIEWER})
  @Operation(summary = "A rollout's history as it is made; goes on after 'Last-Event-ID'")
  public Multi<OutboundSseEvent> events(
      @PathParam("number") long number,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    database.requireOpen();
    long after = lastEventId == null ? 0 : id(lastEventId);
    // Before the stream: its status is sent when it is subscribed to, and then it is too late.
    stream.requireKnown(number);
    return stream
        .after(number, after)
        .map(
            event -> {
              OutboundSseEvent.Builder builder =
                  sse.newEventBuilder()
                      .name(event.name())
                      .mediaType(MediaType.APPLICATION_JSON_TYPE)
                      .data(event.data());
              return (event.id() == null ? builder : builder.id(event.id())).build();
            });
  }

  private static long id(String lastEventId) {
    if (!lastEventId.matches("[0-9]{1,18}")) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST, "'Last-Event-ID' is the id of an event of this stream.");
    }
    return Long.parseLong(lastEventId);
  }
}
