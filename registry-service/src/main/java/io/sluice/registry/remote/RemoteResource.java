package io.sluice.registry.remote;

import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.registry.git.RemoteSettings;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The external Git server, for people. */
@Path("/v1/git")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RemoteResource {
  private final RemoteSettings settings;
  private final RemoteReconciler reconciler;
  private final RevertService reverts;
  private final Callers callers;
  private final Clock clock;

  @Inject
  RemoteResource(
      RemoteSettings settings,
      RemoteReconciler reconciler,
      RevertService reverts,
      Callers callers,
      Clock clock) {
    this.settings = settings;
    this.reconciler = reconciler;
    this.reverts = reverts;
    this.callers = callers;
    this.clock = clock;
  }

  @GET
  @Path("/remote")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(summary = "How main and branches stand to the external Git server")
  public RemoteView remote() {
    return settings.isSet()
        ? RemoteView.of(settings.address(), reconciler.status(), clock.instant())
        : RemoteView.OFF;
  }

  @POST
  @Path("/foreign/revert")
  @RolesAllowed(Roles.OPERATOR)
  @Operation(summary = "Reverts commits on the server's main that no merge made; safe to repeat")
  public Uni<RevertView> revert(
      @NotNull(message = "A body is needed") @Valid RevertRequest request) {
    return reverts.revert(callers.subject(), request.reason());
  }
}
