package io.sluice.review.rollout;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.rest.client.reactive.jackson.ClientObjectMapper;
import io.sluice.kit.http.ServiceToken;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The rollout-service's HTTP interface, as far as the review-service uses it. */
@RegisterRestClient(configKey = "rollout")
@RegisterProvider(ServiceToken.class)
@Path("/v1")
interface RolloutHttpClient {
  @GET
  @Path("/prompts/{id}/consumers")
  Uni<Consumers> consumers(
      @PathParam("id") String prompt,
      @QueryParam("environment") String environment,
      @QueryParam("days") int days,
      @QueryParam("limit") int limit);

  @GET
  @Path("/rollouts")
  Uni<RolloutPage> rollouts(@QueryParam("prompt") String prompt, @QueryParam("limit") int limit);

  @POST
  @Path("/rollouts/{number}/rollback")
  Uni<Void> rollBack(@PathParam("number") long number, Reason reason);

  @GET
  @Path("/rollout-events")
  Uni<Lines> lines(@QueryParam("after") long after, @QueryParam("limit") int limit);

  /** Lines of histories, oldest first. */
  record Lines(List<RolloutLine> items) {}

  /** Rollouts, newest first. */
  record RolloutPage(List<KnownRollout> items) {}

  /** Why something is ordered. */
  record Reason(String reason) {}

  /** A property that a newer rollout-service adds must not break this service. */
  @ClientObjectMapper
  static ObjectMapper tolerant(ObjectMapper strict) {
    return strict.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }
}
