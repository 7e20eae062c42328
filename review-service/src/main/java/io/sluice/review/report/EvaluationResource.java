package io.sluice.review.report;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.review.Cursor;
import io.sluice.review.assertion.CaseVerdict;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** One evaluation. */
@Path("/v1/evaluations/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class EvaluationResource {
  private final EvaluationService evaluations;
  private final ResultService results;
  private final EventService events;
  private final Callers callers;

  @Inject
  EvaluationResource(
      EvaluationService evaluations, ResultService results, EventService events, Callers callers) {
    this.evaluations = evaluations;
    this.results = results;
    this.events = events;
    this.callers = callers;
  }

  @GET
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(summary = "Where an evaluation is, what it cost, and how it compares")
  public Uni<EvaluationView> get(@PathParam("id") long id) {
    return results.get(id);
  }

  @GET
  @Path("/cases")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  @Operation(summary = "Every case with its output and what became of each assertion")
  public Uni<Page<CaseView>> cases(
      @PathParam("id") long id,
      @QueryParam("verdict") @Nullable String verdict,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return results.cases(
        id,
        verdict == null ? null : verdict(verdict),
        Cursor.number(cursor, -1),
        Page.limit(limit));
  }

  @POST
  @Path("/cancel")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  @Operation(summary = "Stops an evaluation and its baseline; what is under way is still written")
  public Uni<EvaluationView> cancel(@PathParam("id") long id) {
    return evaluations.cancel(id, callers.current()).chain(results::view);
  }

  @GET
  @Path("/events")
  @Blocking
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  @Operation(summary = "Cases as they end; goes on after 'Last-Event-ID' when the connection broke")
  public Multi<OutboundSseEvent> events(
      @PathParam("id") long id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    int after = lastEventId == null ? 0 : sequence(lastEventId);
    // Before the stream: its status is sent when it is subscribed to, and then it is too late.
    events.requireKnown(id);
    return events
        .after(id, after)
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

  private static int sequence(String lastEventId) {
    if (!lastEventId.matches("\\d{1,9}")) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'Last-Event-ID' is the id of an event that came from here.");
    }
    return Integer.parseInt(lastEventId);
  }

  private static CaseVerdict.State verdict(String name) {
    return Arrays.stream(CaseVerdict.State.values())
        .filter(state -> state.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    CommonProblem.INVALID_REQUEST, "'verdict' is one of passed, failed, errored."));
  }
}
