package io.sluice.review.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.review.evaluation.Evaluation;
import io.sluice.review.evaluation.EvaluationState;
import io.sluice.review.outcome.Paired;
import io.sluice.review.suite.SuiteKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is now.
 *
 * @param versionDigest content that is evaluated: an evaluation says nothing about any other
 * @param reason why it was stopped; absent unless it was
 * @param judgeMedians by dimension, 0 to 10; absent before the end and without judges
 * @param comparison with the baseline; absent until both are finished
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationView(
    long id,
    String url,
    long change,
    String prompt,
    @Nullable Integer version,
    String versionDigest,
    SuiteKind suite,
    String suiteDigest,
    String model,
    EvaluationState state,
    @Nullable String reason,
    Progress progress,
    Cost cost,
    @Nullable Map<String, Double> judgeMedians,
    Evaluation.@Nullable Baseline baseline,
    @Nullable Comparison comparison,
    String startedBy,
    Instant startedAt,
    @Nullable Instant endedAt) {
  private static final int MAX_NAMES = 20;

  /** How far it is. */
  public record Progress(int cases, int finished, int passed, int failed, int errored) {}

  /**
   * What it cost.
   *
   * @param isKnown false when a model that was asked has no price; then the rest is too little
   * @param spentUsd what answered calls cost, exact
   * @param possiblySpentUsd most that calls without an answer may have cost beside that
   * @param possiblyPaidTwice calls that were sent again although an earlier try may have been paid
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cost(
      boolean isKnown,
      BigDecimal spentUsd,
      BigDecimal possiblySpentUsd,
      int possiblyPaidTwice,
      @Nullable BigDecimal budgetUsd) {}

  /**
   * Case by case against the version that was live.
   *
   * @param pValue two-sided, that neither is better (exact McNemar test)
   * @param fixedCases the first 20 names
   * @param brokenCases the first 20 names
   */
  public record Comparison(
      int fixed,
      int broken,
      int unchanged,
      double pValue,
      List<String> fixedCases,
      List<String> brokenCases) {
    static Comparison of(Paired paired) {
      return new Comparison(
          paired.fixed().size(),
          paired.broken().size(),
          paired.unchanged(),
          paired.pValue(),
          paired.fixed().stream().limit(MAX_NAMES).toList(),
          paired.broken().stream().limit(MAX_NAMES).toList());
    }
  }

  static EvaluationView of(
      Evaluation run,
      String url,
      @Nullable Map<String, Double> medians,
      @Nullable Comparison comparison) {
    return new EvaluationView(
        run.id(),
        url,
        run.change(),
        run.content().prompt(),
        run.version(),
        run.content().digest(),
        run.suite(),
        run.suiteDigest(),
        run.content().model(),
        run.state(),
        run.reason(),
        progress(run),
        cost(run),
        medians == null || medians.isEmpty() ? null : medians,
        run.baseline(),
        comparison,
        run.startedBy(),
        run.startedAt(),
        run.endedAt());
  }

  static Progress progress(Evaluation run) {
    return new Progress(
        run.totals().cases(),
        run.totals().finished(),
        run.totals().passed(),
        run.totals().failed(),
        run.totals().errored());
  }

  private static Cost cost(Evaluation run) {
    return new Cost(
        run.options().prices().containsKey(run.content().model()),
        plain(run.totals().spentUsd()),
        plain(run.totals().possiblySpentUsd()),
        run.totals().possiblyPaidTwice(),
        run.options().budgetUsd());
  }

  /** Without zeros at the end and without an exponent. */
  static BigDecimal plain(BigDecimal usd) {
    BigDecimal stripped = usd.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
