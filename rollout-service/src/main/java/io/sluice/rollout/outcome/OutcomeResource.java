package io.sluice.rollout.outcome;

import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Objects;

/** Where apps report how calls went. */
@Path("/v1/outcomes")
public class OutcomeResource {
  private final OutcomeService outcomes;
  private final Callers callers;

  @Inject
  OutcomeResource(OutcomeService outcomes, Callers callers) {
    this.outcomes = outcomes;
    this.callers = callers;
  }

  /** Takes a batch; sending it again is safe. */
  @POST
  @RolesAllowed(Roles.APP)
  public Uni<OutcomesView> report(@NotNull @Valid OutcomesRequest request) {
    return outcomes.report(callers.subject(), Objects.requireNonNull(request.outcomes()));
  }
}
