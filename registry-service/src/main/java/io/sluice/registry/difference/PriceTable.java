package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What models cost. Prices change and contracts differ, so this is configuration.
 *
 * @param asOf the day on which somebody looked, as the table says it
 * @param prices the first one whose pattern fits counts
 */
public record PriceTable(String asOf, List<Price> prices) {
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._/:@*-]{1,200}");

  /**
   * @param model a model's name, in which {@code *} stands for anything
   * @param inputUsd US dollars for a million input tokens
   * @param outputUsd US dollars for a million output tokens
   */
  public record Price(String model, BigDecimal inputUsd, BigDecimal outputUsd) {
    boolean fits(String name) {
      return name.matches(("\\Q" + model.replace("*", "\\E.*\\Q") + "\\E"));
    }
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException that says what is wrong with it
   */
  public static PriceTable of(JsonNode json) {
    List<Price> prices = new ArrayList<>();
    for (JsonNode price : json.path("prices")) {
      String model = price.path("model").asText();
      JsonNode input = price.path("inputUsdPerMillionTokens");
      JsonNode output = price.path("outputUsdPerMillionTokens");
      if (!MODEL.matcher(model).matches()
          || !input.isNumber()
          || !output.isNumber()
          || input.decimalValue().signum() < 0
          || output.decimalValue().signum() < 0) {
        throw new IllegalArgumentException(
            "Each of 'prices' has 'model' and, as numbers from 0, 'inputUsdPerMillionTokens' and"
                + " 'outputUsdPerMillionTokens'; this one has not: "
                + price);
      }
      prices.add(new Price(model, input.decimalValue(), output.decimalValue()));
    }
    if (prices.isEmpty() || !json.path("asOf").isTextual()) {
      throw new IllegalArgumentException(
          "A price table has 'asOf' (a date) and 'prices' (a list).");
    }
    return new PriceTable(json.path("asOf").textValue(), prices);
  }

  /** The price of a model; empty when the table does not know it. */
  Optional<Price> find(String model) {
    return prices.stream().filter(price -> price.fits(model)).findFirst();
  }
}
