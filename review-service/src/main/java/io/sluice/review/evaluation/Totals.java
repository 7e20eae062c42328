package io.sluice.review.evaluation;

import java.math.BigDecimal;

/**
 * Where a run has come to.
 *
 * @param finished cases with a verdict
 * @param spentUsd what answered calls cost, exact; 0 when no price is known
 * @param possiblySpentUsd most that calls without an answer may have cost, beside that
 * @param possiblyPaidTwice calls that were sent again although an earlier try may have been paid
 */
public record Totals(
    int cases,
    int finished,
    int passed,
    int failed,
    int errored,
    BigDecimal spentUsd,
    BigDecimal possiblySpentUsd,
    int possiblyPaidTwice) {}
