package io.sluice.review.merge;

import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What is on its way to main. */
@Path("/v1/merge-queue")
@Produces(MediaType.APPLICATION_JSON)
public class MergeQueueResource {
  private final MergeQueueService queue;

  @Inject
  MergeQueueResource(MergeQueueService queue) {
    this.queue = queue;
  }

  @GET
  @Operation(summary = "Changes that are being merged, and that wait for it, with what is missing")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  public Uni<MergeQueueView> queue() {
    return queue.queue();
  }
}
