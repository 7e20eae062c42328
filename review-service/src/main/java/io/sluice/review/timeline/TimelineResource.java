package io.sluice.review.timeline;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.sluice.kit.http.Page;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Roles;
import io.sluice.review.Cursor;
import io.sluice.review.ReviewProblem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Everything that ever happened to a change, oldest first. */
@Path("/v1/changes/{number}/timeline")
@Produces(MediaType.APPLICATION_JSON)
public class TimelineResource {
  private final TimelineStore timeline;

  @Inject
  TimelineResource(TimelineStore timeline) {
    this.timeline = timeline;
  }

  @GET
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  @WithSession
  public Uni<Page<TimelineEntryView>> list(
      @PathParam("number") long number,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit);
    long after = Cursor.number(cursor, 0);
    return timeline
        .after(number, after, size + 1)
        .invoke(
            entries -> {
              // A change begins with an entry, so a first page without one means: no such change.
              if (entries.isEmpty() && after == 0) {
                throw new ProblemException(
                    ReviewProblem.CHANGE_NOT_FOUND, "There is no change request " + number + ".");
              }
            })
        .map(entries -> Page.of(entries, size, e -> Long.toString(e.id()), TimelineEntryView::of));
  }
}
