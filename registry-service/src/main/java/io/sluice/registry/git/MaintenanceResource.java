package io.sluice.registry.git;

import io.sluice.kit.security.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Maintenance of the repository now, instead of when it is due. */
@Path("/v1/git/maintenance")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
@Blocking
public class MaintenanceResource {
  private final RepositoryMaintenance maintenance;

  @Inject
  MaintenanceResource(RepositoryMaintenance maintenance) {
    this.maintenance = maintenance;
  }

  @POST
  @Operation(summary = "Packs loose objects and small packs; loses none")
  public RepositoryMaintenance.Report run() throws IOException {
    return maintenance.run();
  }
}
