package io.sluice.review.registry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.quarkus.rest.client.reactive.jackson.ClientObjectMapper;
import io.sluice.kit.http.ServiceToken;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The registry's HTTP interface, as far as the review-service uses it. */
@RegisterRestClient(configKey = "registry")
@RegisterProvider(ServiceToken.class)
@Path("/v1")
interface RegistryHttpClient {
  record NewBranch(String branch, String head) {}

  record MergeRequest(String attestation, String parent) {}

  record MergeMade(String commit) {}

  @GET
  @Path("/branches")
  Uni<BranchList> branches();

  @GET
  @Path("/comparison")
  Uni<Comparison> comparison(
      @QueryParam("branch") String branch, @QueryParam("promoteTo") @Nullable String promoteTo);

  @POST
  @Path("/branches")
  Uni<NewBranch> write(BranchContent content);

  @POST
  @Path("/merges")
  Uni<MergeMade> merge(MergeRequest request);

  @GET
  @Path("/merges/{change}")
  Uni<MergeMade> merged(@PathParam("change") long change);

  @GET
  @Path("/comparison/content")
  Uni<BranchPrompt> content(
      @QueryParam("branch") String branch, @QueryParam("prompt") String prompt);

  @GET
  @Path("/prompts/{id}/versions/{version}")
  Uni<PromptVersion> version(@PathParam("id") String id, @PathParam("version") int version);

  @GET
  @Path("/prices")
  Uni<ModelPrice> price(@QueryParam("model") String model);

  /** A property that a newer registry adds must not break this service. */
  @ClientObjectMapper
  static ObjectMapper tolerant(ObjectMapper strict) {
    return strict.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  @ClientExceptionMapper
  @Blocking
  static RuntimeException refusal(Response response) {
    return RegistryRefusal.of(response.getStatus(), response.readEntity(String.class));
  }
}
