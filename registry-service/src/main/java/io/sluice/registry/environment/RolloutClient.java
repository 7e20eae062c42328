package io.sluice.registry.environment;

import io.sluice.kit.http.ServiceToken;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Tells the rollout-service that an environment changed, so that it looks sooner. */
@RegisterRestClient(configKey = "rollout")
@RegisterProvider(ServiceToken.class)
@Path("/v1/hints")
public interface RolloutClient {
  /** An environment whose desired state changed. */
  record EnvironmentHint(String environment) {}

  @POST
  @Path("/environments")
  Uni<Void> environmentChanged(EnvironmentHint hint);
}
