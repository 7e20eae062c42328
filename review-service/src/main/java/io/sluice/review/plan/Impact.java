package io.sluice.review.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new version means for apps, in tokens and in cost, as the registry compared it with the
 * version before. Absent numbers are not known.
 *
 * @param compatibility {@code compatible}, {@code unknown} or {@code breaking}
 * @param reasons why it is not compatible
 * @param tokensBefore of the messages with empty inputs; absent for a new prompt
 * @param tokensEstimated whether the model's own encoding is not public
 * @param costBeforeUsd of a call with empty inputs and, where it has a ceiling, the longest output
 * @param costNote what the cost assumes, or why there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Impact(
    String compatibility,
    List<String> reasons,
    @Nullable Integer tokensBefore,
    @Nullable Integer tokensAfter,
    boolean tokensEstimated,
    @Nullable BigDecimal costBeforeUsd,
    @Nullable BigDecimal costAfterUsd,
    @Nullable String costNote) {

  /** Reads what the registry said; null where it said nothing. */
  static @Nullable Impact of(@Nullable JsonNode impact) {
    if (impact == null || !impact.path("verdict").isTextual()) {
      return null;
    }
    List<String> reasons = new ArrayList<>();
    impact.path("reasons").forEach(reason -> reasons.add(reason.path("detail").asText()));
    return new Impact(
        impact.path("verdict").textValue(),
        reasons,
        count(impact.path("tokensBefore")),
        count(impact.path("tokensAfter")),
        impact.path("tokensAfter").path("estimate").asBoolean(),
        usd(impact.path("costBefore")),
        usd(impact.path("costAfter")),
        impact.path("costAfter").path("note").textValue());
  }

  private static @Nullable Integer count(JsonNode tokens) {
    return tokens.path("count").isInt() ? tokens.path("count").intValue() : null;
  }

  private static @Nullable BigDecimal usd(JsonNode cost) {
    if (!cost.path("inputUsd").isNumber()) {
      return null;
    }
    BigDecimal input = cost.path("inputUsd").decimalValue();
    JsonNode output = cost.path("maxOutputUsd");
    return output.isNumber() ? input.add(output.decimalValue()) : input;
  }
}
