package io.sluice.review.approval;

import io.sluice.kit.http.Page;
import io.sluice.kit.security.Caller;
import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.review.Cursor;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Reviewers' decisions about a change. */
@Path("/v1/changes/{number}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ApprovalResource {
  private final ApprovalService approvals;
  private final Callers callers;

  @Inject
  ApprovalResource(ApprovalService approvals, Callers callers) {
    this.approvals = approvals;
    this.callers = callers;
  }

  /** 201 for a new approval, 200 when the caller had approved this digest before. */
  @POST
  @Path("/approvals")
  @RolesAllowed(Roles.REVIEWER)
  public Uni<RestResponse<ApprovalView>> approve(
      @PathParam("number") long number,
      @Valid @NotNull(message = "a body is required") ApprovalRequest request) {
    return approvals
        .approve(number, request.digest(), callers.current())
        .map(
            recorded ->
                RestResponse.status(
                    recorded.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                    ApprovalView.of(recorded.approval(), new Approval.Standing.Counts())));
  }

  /** Every approval that was given and not taken back, with the plan that it was given on. */
  @GET
  @Path("/approvals")
  @Operation(summary = "Approvals with the plan that each was given on")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  public Uni<Page<ApprovalView>> list(
      @PathParam("number") long number,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return approvals.page(number, Cursor.number(cursor, 0), Page.limit(limit));
  }

  @DELETE
  @Path("/approvals/mine")
  @RolesAllowed(Roles.REVIEWER)
  public Uni<Void> withdraw(@PathParam("number") long number) {
    return approvals.withdraw(number, callers.current());
  }

  @POST
  @Path("/rejections")
  @RolesAllowed(Roles.REVIEWER)
  public Uni<RestResponse<RejectionView>> reject(
      @PathParam("number") long number,
      @Valid @NotNull(message = "a body is required") RejectionRequest request) {
    Caller caller = callers.current();
    return approvals
        .reject(number, request.digest(), request.reason(), caller)
        .map(
            change ->
                RestResponse.status(
                    RestResponse.Status.CREATED,
                    RejectionView.of(change, caller.subject(), request.reason())));
  }
}
