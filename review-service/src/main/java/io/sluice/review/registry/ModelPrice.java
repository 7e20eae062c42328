package io.sluice.review.registry;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * What a model costs, in US dollars for a million tokens.
 *
 * @param asOf the day on which somebody looked
 */
public record ModelPrice(
    BigDecimal inputUsdPerMillionTokens, BigDecimal outputUsdPerMillionTokens, String asOf) {
  public ModelPrice {
    Objects.requireNonNull(inputUsdPerMillionTokens, "inputUsdPerMillionTokens");
    Objects.requireNonNull(outputUsdPerMillionTokens, "outputUsdPerMillionTokens");
  }
}
