package io.sluice.review.change;

import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Roles;
import io.sluice.review.PublicUrls;
import io.sluice.review.ReviewProblem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * Told by the registry that a branch was pushed. Losing a hint costs a second: the reconciler finds
 * the branch by itself.
 */
@Path("/v1/hints/branches")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class BranchHintResource {
  private final ChangeService changes;
  private final PublicUrls urls;

  @Inject
  BranchHintResource(ChangeService changes, PublicUrls urls) {
    this.changes = changes;
    this.urls = urls;
  }

  @POST
  @RolesAllowed(Roles.SERVICE)
  public Uni<BranchHintView> hint(
      @Valid @NotNull(message = "a body is required") BranchHintRequest request) {
    return changes
        .track(request.branch())
        .map(
            found ->
                found
                    .map(
                        change -> new BranchHintView(change.number(), urls.change(change.number())))
                    .orElseThrow(
                        () ->
                            new ProblemException(
                                ReviewProblem.BRANCH_NOT_FOUND,
                                "The registry has no branch " + request.branch() + ".")));
  }
}
