package io.sluice.review.assertion;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered, and what that took.
 *
 * @param latencyMs time to the whole answer; null when it was not measured
 * @param costUsd US dollars for the call; null when the model's price is not known
 * @param schema the prompt's output schema; null when it has none
 */
public record Output(
    String text,
    @Nullable Long latencyMs,
    @Nullable BigDecimal costUsd,
    @Nullable JsonNode schema) {}
