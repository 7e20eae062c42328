package io.sluice.rollout.registry;

import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.sluice.kit.http.ServiceToken;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** HTTP calls to the registry-service. Answers of 400 and above are {@link RegistryRefusal}s. */
@RegisterRestClient(configKey = "registry")
@RegisterProvider(ServiceToken.class)
@Path("/v1")
public interface RegistryClient {
  /**
   * A page of what an environment should run: 200 with the state and its ETag, or 304.
   *
   * @param since a commit whose state is known; only what changed after it is wanted
   * @param cursor of the page before
   * @param known the ETag of the state that is known already
   */
  @GET
  @Path("/environments/{environment}")
  Uni<RestResponse<DesiredState>> desiredState(
      @PathParam("environment") String environment,
      @QueryParam("since") @Nullable String since,
      @QueryParam("cursor") @Nullable String cursor,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known);

  /** Makes Git name an earlier version again. Doing it twice is the same as once. */
  @POST
  @Path("/rollbacks")
  Uni<RollbackReceipt> rollBack(RollbackRequest request);

  @ClientExceptionMapper
  static @Nullable RuntimeException refusal(Response response) {
    return response.getStatus() < Response.Status.BAD_REQUEST.getStatusCode()
        ? null
        : new RegistryRefusal(response.getStatus(), response.readEntity(String.class));
  }
}
