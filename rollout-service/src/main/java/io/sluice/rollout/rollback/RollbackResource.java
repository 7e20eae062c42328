package io.sluice.rollout.rollback;

import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.rollout.rollout.ReasonRequest;
import io.sluice.rollout.rollout.RolloutView;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** Where a rollout is taken back by hand, with the database or without. */
@Path("/v1/rollouts/{number}/rollback")
public class RollbackResource {
  private static final String PENDING =
      "The database is not reachable. This replica serves the version before again and hands the"
          + " rollback on when the database is back; other replicas have to be asked one by one.";
  private static final String NOT_KEPT =
      " Its disk cannot be written: if it is restarted before that, order the rollback again.";

  private final RollbackService rollbacks;
  private final Callers callers;

  @Inject
  RollbackResource(RollbackService rollbacks, Callers callers) {
    this.rollbacks = rollbacks;
    this.callers = callers;
  }

  /**
   * A rollback that the database does not know of yet.
   *
   * @param detail what holds already, and what does not
   */
  public record RollbackPending(long rollout, String state, String detail) {}

  /**
   * Takes it back: traffic now, Git right after. While the database is down, this replica takes it
   * back by itself and hands it on later (202). The review-service does it with what landed by
   * breaking the glass and was not reviewed in time.
   */
  @POST
  @RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
  @APIResponse(
      responseCode = "200",
      description = "Traffic is back",
      content = @Content(schema = @Schema(implementation = RolloutView.class)))
  @APIResponse(
      responseCode = "202",
      description = "Traffic is back on this replica; the database is down and follows",
      content = @Content(schema = @Schema(implementation = RollbackPending.class)))
  public Uni<RestResponse<Object>> rollBack(
      @PathParam("number") long number, @NotNull @Valid ReasonRequest request) {
    String reason = Objects.requireNonNull(request.reason()).strip();
    return rollbacks
        .rollBack(number, callers.subject(), reason)
        .map(
            taken ->
                switch (taken) {
                  case RollbackService.Taken.Everywhere everywhere ->
                      RestResponse.ok(everywhere.rollout());
                  case RollbackService.Taken.Here here ->
                      RestResponse.status(
                          RestResponse.Status.ACCEPTED,
                          new RollbackPending(
                              number, "rolling_back", here.kept() ? PENDING : PENDING + NOT_KEPT));
                });
  }
}
