package io.sluice.rollout.feed;

import io.sluice.kit.http.Page;
import io.sluice.kit.security.Roles;
import io.sluice.rollout.loop.DatabaseGate;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The histories of all rollouts as one, for services that tell people. */
@Path("/v1/rollout-events")
@Produces(MediaType.APPLICATION_JSON)
public class FeedResource {
  private final FeedStore lines;
  private final DatabaseGate database;

  @Inject
  FeedResource(FeedStore lines, DatabaseGate database) {
    this.lines = lines;
    this.database = database;
  }

  /** Lines in order; whoever asks remembers the last id and names it the next time. */
  public record FeedView(List<FeedLine> items) {}

  @GET
  @Operation(summary = "What happened to rollouts after a line, oldest first")
  @RolesAllowed({Roles.OPERATOR, Roles.ENGINEER, Roles.REVIEWER, Roles.SERVICE})
  public Uni<FeedView> after(
      @QueryParam("after") @DefaultValue("0") @Min(0) long after,
      @QueryParam("limit") @Nullable Integer limit) {
    database.requireOpen();
    return lines.after(after, Page.limit(limit)).map(FeedView::new);
  }
}
