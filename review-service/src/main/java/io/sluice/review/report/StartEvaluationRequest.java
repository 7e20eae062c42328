package io.sluice.review.report;

import io.sluice.review.suite.SuiteKind;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/changes/{n}/evaluations}.
 *
 * @param suite {@code tests}, {@code red-team} or {@code robustness}
 * @param prompt id; may be left out when the change touches one prompt only
 * @param budgetUsd most that it may spend, its baseline included; null for no limit
 * @param baseline whether to run the same on the version that is live, to compare with
 * @param judge whether judges score every output
 */
public record StartEvaluationRequest(
    @NotNull(message = "'suite' is one of tests, red-team, robustness") SuiteKind suite,
    @Nullable @Size(max = 100, message = "'prompt' is a prompt's id") String prompt,
    @Nullable
        @DecimalMin(
            value = "0",
            inclusive = false,
            message = "'budgetUsd' is more than 0, in US dollars")
        @DecimalMax(value = "10000", message = "'budgetUsd' is at most 10000")
        @Digits(integer = 5, fraction = 6, message = "'budgetUsd' has at most 6 decimals")
        BigDecimal budgetUsd,
    @Nullable Boolean baseline,
    @Nullable Boolean judge) {

  boolean wantsBaseline() {
    return Boolean.TRUE.equals(baseline);
  }

  boolean wantsJudge() {
    return Boolean.TRUE.equals(judge);
  }
}
