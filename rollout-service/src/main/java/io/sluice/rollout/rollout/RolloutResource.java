package io.sluice.rollout.rollout;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.rollout.lifecycle.RolloutState;
import io.sluice.rollout.lifecycle.Signal;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Rollouts for people, and what operators may do with them; taking one back is elsewhere. */
@Path("/v1/rollouts")
public class RolloutResource {
  private final RolloutService rollouts;
  private final Callers callers;

  @Inject
  RolloutResource(RolloutService rollouts, Callers callers) {
    this.rollouts = rollouts;
    this.callers = callers;
  }

  /** Rollouts, newest first. */
  @GET
  @RolesAllowed({Roles.OPERATOR, Roles.ENGINEER, Roles.REVIEWER, Roles.SERVICE})
  public Uni<Page<RolloutView>> list(
      @QueryParam("environment") @Nullable String environment,
      @QueryParam("prompt") @Nullable String prompt,
      @QueryParam("state") @Nullable String state,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit);
    return rollouts
        .page(environment, prompt, requireState(state), below(Page.key(cursor)), size)
        .map(
            found ->
                Page.of(
                    found,
                    size,
                    rollout -> String.valueOf(rollout.number()),
                    rollout -> RolloutView.of(rollout, null)));
  }

  /** One rollout with its history. */
  @GET
  @Path("/{number}")
  @RolesAllowed({Roles.OPERATOR, Roles.ENGINEER, Roles.REVIEWER})
  public Uni<RolloutView> get(@PathParam("number") long number) {
    return rollouts.get(number);
  }

  /** Holds it where it is; a regression still rolls it back. */
  @POST
  @Path("/{number}/pause")
  @RolesAllowed(Roles.OPERATOR)
  public Uni<RolloutView> pause(
      @PathParam("number") long number, @NotNull @Valid ReasonRequest request) {
    return order(number, request, Signal.Pause::new);
  }

  /** Lets it go on. */
  @POST
  @Path("/{number}/resume")
  @RolesAllowed(Roles.OPERATOR)
  public Uni<RolloutView> resume(
      @PathParam("number") long number, @NotNull @Valid ReasonRequest request) {
    return order(number, request, Signal.Resume::new);
  }

  /** Opens the next gate, or ends the watch, without the evidence for it. */
  @POST
  @Path("/{number}/promote")
  @RolesAllowed(Roles.OPERATOR)
  public Uni<RolloutView> promote(
      @PathParam("number") long number, @NotNull @Valid ReasonRequest request) {
    return order(number, request, Signal.Promote::new);
  }

  private Uni<RolloutView> order(
      long number, ReasonRequest request, BiFunction<String, String, Signal> signal) {
    String reason = Objects.requireNonNull(request.reason()).strip();
    return rollouts.order(number, signal.apply(callers.subject(), reason));
  }

  private static @Nullable String requireState(@Nullable String state) {
    if (state != null && !RolloutState.WIRE_NAMES.contains(state)) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST, "'state' is one of " + RolloutState.WIRE_NAMES + ".");
    }
    return state;
  }

  private static long below(@Nullable String key) {
    if (key == null) {
      return Long.MAX_VALUE;
    }
    if (!key.matches("[0-9]{1,18}")) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'cursor' must be a nextCursor of an earlier page, unchanged.");
    }
    return Long.parseLong(key);
  }
}
