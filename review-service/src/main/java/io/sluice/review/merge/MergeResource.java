package io.sluice.review.merge;

import io.sluice.kit.attestation.SignedApproval;
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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** Merging, and the proof of it. */
@Path("/v1/changes/{number}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class MergeResource {
  private static final String RETRY_SECONDS = "2";

  private final MergeService merges;
  private final OverviewService overview;
  private final Callers callers;

  @Inject
  MergeResource(MergeService merges, OverviewService overview, Callers callers) {
    this.merges = merges;
    this.overview = overview;
    this.callers = callers;
  }

  /**
   * 200 when the change is on main. 202 with state {@code merging} when the decision is recorded
   * but the registry did not answer: the merge will be finished without another request, and
   * reading the change, or repeating this request, tells when.
   */
  @POST
  @Path("/merge")
  @RolesAllowed({Roles.REVIEWER, Roles.ENGINEER, Roles.OPERATOR})
  public Uni<RestResponse<ChangeView>> merge(
      @PathParam("number") long number,
      @Valid @NotNull(message = "a body is required") MergeRequest request) {
    return merges.merge(number, request.digest(), callers.subject()).chain(this::answer);
  }

  /**
   * Merges in an emergency, without approvals, checklist or regard for freezes, if main's policy
   * lets this operator. It is told to everybody, signed with the merge, and owes a review: without
   * one in time it is rolled back.
   */
  @POST
  @Path("/break-glass")
  @Operation(summary = "Merges without approval in an emergency; owes a review")
  @RolesAllowed(Roles.OPERATOR)
  public Uni<RestResponse<ChangeView>> breakGlass(
      @PathParam("number") long number,
      @Valid @NotNull(message = "a body is required") BreakGlassRequest request) {
    return merges
        .breakGlass(number, request.digest(), callers.subject(), request.reason().strip())
        .chain(this::answer);
  }

  private Uni<RestResponse<ChangeView>> answer(MergeOutcome outcome) {
    return switch (outcome) {
      case MergeOutcome.Merged merged -> overview.of(merged.change()).map(RestResponse::ok);
      case MergeOutcome.Pending pending ->
          overview
              .of(pending.change())
              .map(
                  view ->
                      RestResponse.ResponseBuilder.<ChangeView>create(RestResponse.Status.ACCEPTED)
                          .entity(view)
                          .header("Retry-After", RETRY_SECONDS)
                          .build());
      case MergeOutcome.Failed failed -> Uni.createFrom().failure(failed.why());
    };
  }

  /** The signed attestation: a DSSE envelope, or a JWS if it was signed before there were any. */
  @GET
  @Path("/attestation")
  @Produces({SignedApproval.MEDIA_TYPE, SignedApproval.JWS_MEDIA_TYPE})
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  public Uni<RestResponse<String>> attestation(@PathParam("number") long number) {
    return merges
        .attestation(number)
        .map(text -> RestResponse.ResponseBuilder.ok(text, SignedApproval.mediaType(text)).build());
  }
}
