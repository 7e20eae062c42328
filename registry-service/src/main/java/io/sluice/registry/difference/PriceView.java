package io.sluice.registry.difference;

import java.math.BigDecimal;

/**
 * What a model costs, in US dollars for a million tokens.
 *
 * @param asOf the day on which somebody looked, as the table says it
 */
public record PriceView(
    String model,
    BigDecimal inputUsdPerMillionTokens,
    BigDecimal outputUsdPerMillionTokens,
    String asOf) {}
