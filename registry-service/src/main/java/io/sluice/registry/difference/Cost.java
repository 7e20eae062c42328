package io.sluice.registry.difference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one call costs: the messages' tokens with empty inputs, and as many output tokens as {@code
 * maxTokens} allows.
 *
 * @param inputUsd US dollars for the input; absent when the price is not known
 * @param maxOutputUsd US dollars for the longest output; absent when there is no {@code maxTokens}
 * @param note what is assumed, or why there is no number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cost(
    String model, @Nullable BigDecimal inputUsd, @Nullable BigDecimal maxOutputUsd, String note) {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  static Cost of(JsonNode entry, Tokens tokens, PriceTable prices) {
    String model = entry.path("model").asText();
    Optional<PriceTable.Price> price = prices.find(model);
    if (price.isEmpty()) {
      return new Cost(
          model, null, null, "The price table has no price for this model; nothing is guessed.");
    }
    JsonNode most = entry.path("modelParameters").path("maxTokens");
    BigDecimal input = usd(tokens.count(), price.get().inputUsd());
    return most.isIntegralNumber()
        ? new Cost(
            model,
            input,
            usd(most.longValue(), price.get().outputUsd()),
            "Inputs are counted as empty, the output as long as 'maxTokens' allows. Prices as of "
                + prices.asOf()
                + ".")
        : new Cost(
            model,
            input,
            null,
            "Inputs are counted as empty; without 'maxTokens' the output has no ceiling. Prices as"
                + " of "
                + prices.asOf()
                + ".");
  }

  private static BigDecimal usd(long tokens, BigDecimal perMillion) {
    return perMillion
        .multiply(BigDecimal.valueOf(tokens))
        .divide(MILLION, 9, RoundingMode.HALF_UP)
        .stripTrailingZeros();
  }
}
