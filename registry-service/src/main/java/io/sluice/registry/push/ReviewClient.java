package io.sluice.registry.push;

import io.sluice.kit.http.ServiceToken;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Tells the review-service that a branch moved, so that it looks sooner. */
@RegisterRestClient(configKey = "review")
@RegisterProvider(ServiceToken.class)
@Path("/v1/hints")
public interface ReviewClient {
  /** A branch that moved. */
  record BranchHint(String branch) {}

  /** The change request that stands for the branch. */
  record ChangeReference(int change, String url) {}

  @POST
  @Path("/branches")
  Uni<ChangeReference> branchMoved(BranchHint hint);
}
