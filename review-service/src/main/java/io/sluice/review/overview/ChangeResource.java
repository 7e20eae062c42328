package io.sluice.review.overview;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Roles;
import io.sluice.review.Cursor;
import io.sluice.review.change.ChangeState;
import io.sluice.review.registry.Comparison;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Change requests, for reading. */
@Path("/v1/changes")
@Produces(MediaType.APPLICATION_JSON)
public class ChangeResource {
  private final OverviewService overview;

  @Inject
  ChangeResource(OverviewService overview) {
    this.overview = overview;
  }

  @GET
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  public Uni<Page<ChangeView>> list(
      @QueryParam("state") @Nullable String state,
      @QueryParam("branch") @Nullable String branch,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return overview.list(
        state == null ? null : state(state),
        branch,
        Cursor.number(cursor, Long.MAX_VALUE),
        Page.limit(limit));
  }

  @GET
  @Path("/{number}")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  public Uni<ChangeView> get(@PathParam("number") long number) {
    return overview.get(number);
  }

  @GET
  @Path("/{number}/diff")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  public Uni<DiffView> diff(
      @PathParam("number") long number,
      @QueryParam("revision") @Nullable Integer revision,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return overview.diff(number, revision, Page.key(cursor), Page.limit(limit));
  }

  @GET
  @Path("/{number}/prompts")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  public Uni<Page<Comparison.PromptChange>> prompts(
      @PathParam("number") long number,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return overview.prompts(number, Page.key(cursor), Page.limit(limit));
  }

  @GET
  @Path("/{number}/promotions")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  public Uni<Page<Comparison.Promotion>> promotions(
      @PathParam("number") long number,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return overview.promotions(number, Page.key(cursor), Page.limit(limit));
  }

  @GET
  @Path("/{number}/warnings")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  public Uni<Page<Comparison.Finding>> warnings(
      @PathParam("number") long number,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return overview.warnings(number, Cursor.number(cursor, 0), Page.limit(limit));
  }

  private static ChangeState state(String name) {
    List<ChangeState> states = Arrays.asList(ChangeState.values());
    return states.stream()
        .filter(state -> state.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    CommonProblem.INVALID_REQUEST,
                    "'state' is one of %s."
                        .formatted(states.stream().map(ChangeState::wireName).toList())));
  }
}
