package io.sluice.review.merge;

import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Wishes to be merged as soon as everything is met. */
@Path("/v1/changes/{number}/auto-merge")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AutoMergeResource {
  private final AutoMergeService wishes;
  private final Callers callers;

  @Inject
  AutoMergeResource(AutoMergeService wishes, Callers callers) {
    this.wishes = wishes;
    this.callers = callers;
  }

  /** That a change is merged once everything is met for this digest, and for whom. */
  public record AutoMergeView(long change, String digest, String by, Instant at) {}

  /** Nothing but the digest that the caller saw is ever merged; a new revision ends the wish. */
  @PUT
  @Operation(summary = "Merges the change as soon as everything is met for this digest")
  @RolesAllowed({Roles.REVIEWER, Roles.ENGINEER, Roles.OPERATOR})
  public Uni<AutoMergeView> ask(
      @PathParam("number") long number,
      @Valid @NotNull(message = "a body is required") MergeRequest request) {
    return wishes
        .ask(number, request.digest(), callers.current())
        .map(wish -> new AutoMergeView(wish.change(), wish.digest(), wish.by(), wish.at()));
  }

  @DELETE
  @Operation(summary = "The change waits for a merge by hand again")
  @RolesAllowed({Roles.REVIEWER, Roles.ENGINEER, Roles.OPERATOR})
  public Uni<Void> cancel(@PathParam("number") long number) {
    return wishes.cancel(number, callers.current());
  }
}
