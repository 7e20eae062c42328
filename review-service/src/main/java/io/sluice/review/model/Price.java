package io.sluice.review.model;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * What a model costs, as the registry's price table said when it was asked.
 *
 * @param inputUsd US dollars for a million input tokens
 * @param outputUsd US dollars for a million output tokens
 * @param asOf the day on which somebody looked
 */
public record Price(String model, BigDecimal inputUsd, BigDecimal outputUsd, String asOf) {
  private static final int MILLION = 6;

  public Price {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(inputUsd, "inputUsd");
    Objects.requireNonNull(outputUsd, "outputUsd");
  }

  /** US dollars for a call, exact: a millionth of a price is a shift of its decimal point. */
  public BigDecimal of(Usage usage) {
    BigDecimal input = inputUsd.multiply(BigDecimal.valueOf(usage.inputTokens()));
    BigDecimal output = outputUsd.multiply(BigDecimal.valueOf(usage.outputTokens()));
    return input.add(output).movePointLeft(MILLION);
  }
}
