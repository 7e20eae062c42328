package io.sluice.registry.difference;

import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Roles;
import io.sluice.registry.RegistryProblem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The price table in force, one model at a time. */
@Path("/v1/prices")
@Produces(MediaType.APPLICATION_JSON)
public class PriceResource {
  private final Prices prices;

  @Inject
  PriceResource(Prices prices) {
    this.prices = prices;
  }

  @GET
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(summary = "What a model costs, by the price table in force")
  public PriceView price(
      @QueryParam("model")
          @NotBlank(message = "'model' is missing; name one such as 'openai/gpt-4o'")
          @Size(max = 200, message = "'model' has at most 200 characters")
          String model) {
    PriceTable table = prices.table();
    return table
        .find(model)
        .map(price -> new PriceView(model, price.inputUsd(), price.outputUsd(), table.asOf()))
        .orElseThrow(
            () ->
                new ProblemException(
                    RegistryProblem.UNKNOWN_PRICE,
                    "The price table has no price for '" + model + "'; add it to the table."));
  }
}
