package io.sluice.review.comment;

import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.review.timeline.TimelineEntryView;
import io.smallrye.mutiny.Uni;
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
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Comments on a change; they are read in its timeline. */
@Path("/v1/changes/{number}/comments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class CommentResource {
  private final CommentService comments;
  private final Callers callers;

  @Inject
  CommentResource(CommentService comments, Callers callers) {
    this.comments = comments;
    this.callers = callers;
  }

  @POST
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  public Uni<RestResponse<TimelineEntryView>> add(
      @PathParam("number") long number,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @Valid @NotNull(message = "a body is required") CommentRequest request) {
    return comments
        .add(number, request, callers.current(), key)
        .map(made -> RestResponse.status(RestResponse.Status.CREATED, TimelineEntryView.of(made)));
  }
}
