package io.sluice.rollout.consumer;

import io.sluice.kit.http.Page;
import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Which apps depend on a prompt. */
@Path("/v1/prompts/{id}/consumers")
@Produces(MediaType.APPLICATION_JSON)
public class ConsumerResource {
  private final ConsumerService consumers;

  @Inject
  ConsumerResource(ConsumerService consumers) {
    this.consumers = consumers;
  }

  /**
   * Apps that fetched a prompt within the last days, and its calls of each day; of all replicas,
   * some seconds old. A prompt that was never fetched has none.
   */
  @GET
  @Operation(summary = "Apps that fetched a prompt lately, and its calls of each day")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  public Uni<ConsumersView> list(
      @PathParam("id") String id,
      @QueryParam("environment")
          @DefaultValue("production")
          @Pattern(
              regexp = "[a-z][a-z0-9-]{0,39}",
              message = "'environment' is the name of an environment")
          String environment,
      @QueryParam("days")
          @DefaultValue("30")
          @Min(value = 1, message = "'days' is 1 to 60")
          @Max(value = ConsumerService.MAX_DAYS, message = "'days' is 1 to 60")
          int days,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return consumers.of(environment, id, days, Page.key(cursor), Page.limit(limit));
  }
}
