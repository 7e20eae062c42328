package io.sluice.review.proposal;

import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.review.overview.ChangeView;
import io.sluice.review.overview.OverviewService;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Change requests made over HTTP. A push does the same. */
@Path("/v1/changes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ProposalResource {
  private final ProposalService proposals;
  private final OverviewService overview;
  private final Callers callers;

  @Inject
  ProposalResource(ProposalService proposals, OverviewService overview, Callers callers) {
    this.proposals = proposals;
    this.overview = overview;
    this.callers = callers;
  }

  /** 201 with the change; the same again for a repetition with the same {@code Idempotency-Key}. */
  @POST
  @RolesAllowed(Roles.ENGINEER)
  public Uni<RestResponse<ChangeView>> create(
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @Valid @NotNull(message = "a body is required") CreateChangeRequest request) {
    return proposals
        .create(request, callers.current(), key)
        .chain(overview::of)
        .map(
            view ->
                RestResponse.ResponseBuilder.<ChangeView>create(RestResponse.Status.CREATED)
                    .entity(view)
                    .header("Location", view.url())
                    .build());
  }

  @PUT
  @Path("/{number}")
  @RolesAllowed(Roles.ENGINEER)
  public Uni<ChangeView> revise(
      @PathParam("number") long number,
      @Valid @NotNull(message = "a body is required") ReviseChangeRequest request) {
    return proposals.revise(number, request, callers.current()).chain(overview::of);
  }
}
