package io.sluice.review.checklist;

import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.review.ReviewProblem;
import io.sluice.review.checklist.Statement.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** A change's checklist, and what people say about its items. */
@Path("/v1/changes/{number}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ChecklistResource {
  private final ChecklistService checklists;
  private final StatementService statements;
  private final Callers callers;

  @Inject
  ChecklistResource(ChecklistService checklists, StatementService statements, Callers callers) {
    this.checklists = checklists;
    this.statements = statements;
    this.callers = callers;
  }

  /** Every item with its verdict, for each environment that the change promotes to. */
  @GET
  @Path("/checklist")
  @Operation(summary = "Every item of the deployment checklist with its verdict and reason")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  public Uni<List<ChecklistView>> get(@PathParam("number") long number) {
    return checklists.get(number).map(ChecklistView::of);
  }

  /** The caller vouches for an item that no machine can establish. */
  @PUT
  @Path("/checklist/{item}")
  @Operation(summary = "Vouch for an item that no machine can establish")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  public Uni<StatementView> attest(
      @PathParam("number") long number,
      @Parameter(example = "error-alert") @PathParam("item") String item,
      @Valid @NotNull(message = "a body is required") AttestationRequest request) {
    return statements.attest(number, item(item), request, callers.current()).map(StatementView::of);
  }

  /** The caller does so no longer. */
  @DELETE
  @Path("/checklist/{item}")
  @Operation(summary = "Take your word about an item back")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  public Uni<Void> withdraw(
      @PathParam("number") long number,
      @Parameter(example = "error-alert") @PathParam("item") String item) {
    return statements.withdraw(number, item(item), Kind.ATTESTED, callers.current());
  }

  /** The caller takes it on themselves that an item is not met, where main's policy allows it. */
  @PUT
  @Path("/checklist/{item}/waiver")
  @Operation(summary = "Waive an item where main's policy lets you")
  @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
  public Uni<StatementView> waive(
      @PathParam("number") long number,
      @Parameter(example = "error-alert") @PathParam("item") String item,
      @Valid @NotNull(message = "a body is required") WaiverRequest request) {
    return statements.waive(number, item(item), request, callers.current()).map(StatementView::of);
  }

  /** The caller does so no longer. */
  @DELETE
  @Path("/checklist/{item}/waiver")
  @Operation(summary = "Take your waiver back")
  @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
  public Uni<Void> withdrawWaiver(
      @PathParam("number") long number,
      @Parameter(example = "error-alert") @PathParam("item") String item) {
    return statements.withdraw(number, item(item), Kind.WAIVED, callers.current());
  }

  /** The owner of a prompt knows of the change and is on call for it, or says who is. */
  @POST
  @Path("/acknowledgement")
  @Operation(summary = "As owner of a prompt, know of the change and be on call for it")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  public Uni<StatementView> acknowledge(
      @PathParam("number") long number,
      @Valid @NotNull(message = "a body is required") AcknowledgementRequest request) {
    return statements.acknowledge(number, request, callers.current()).map(StatementView::of);
  }

  /** The owner is so no longer. */
  @DELETE
  @Path("/acknowledgement")
  @Operation(summary = "Take your acknowledgement back")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  public Uni<Void> withdrawAcknowledgement(@PathParam("number") long number) {
    return statements.withdraw(
        number, ChecklistItem.OWNER_NOTIFIED, Kind.ACKNOWLEDGED, callers.current());
  }

  private static ChecklistItem item(String name) {
    return ChecklistItem.named(name)
        .orElseThrow(
            () ->
                new ProblemException(
                    ReviewProblem.ITEM_NOT_FOUND,
                    "'%s' is none of %s.".formatted(name, ChecklistItem.wireNames())));
  }
}
