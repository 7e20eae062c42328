package io.sluice.review.evaluation;

import io.sluice.review.model.Price;
import io.sluice.review.suite.PromptContent;
import io.sluice.review.suite.SuiteKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One suite run against one version's content with one model. It is bound to both digests: whatever
 * becomes of the change, it says something about exactly this content and these cases.
 *
 * @param id given when it is stored; 0 before
 * @param pair the candidate's id, for the run of its baseline too: both share a budget; 0 before
 * @param version version number; null for a candidate, which has none yet
 * @param baseline the run that this one is compared with, or null
 * @param content what is evaluated
 * @param endedAt null while it runs
 */
public record Evaluation(
    long id,
    long change,
    long pair,
    @Nullable Integer version,
    @Nullable Baseline baseline,
    PromptContent content,
    SuiteKind suite,
    String suiteDigest,
    Options options,
    EvaluationState state,
    @Nullable String reason,
    Totals totals,
    String startedBy,
    Instant startedAt,
    @Nullable Instant endedAt) {
  public Evaluation {
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(suite, "suite");
    Objects.requireNonNull(totals, "totals");
  }

  /**
   * The same suite on the version that was live.
   *
   * @param evaluation id of the run; it may be one of an earlier change
   */
  public record Baseline(long evaluation, int version) {}

  /**
   * How it is run; fixed when it is started.
   *
   * @param maxOutputTokens ceiling of each answer
   * @param dimensions what judges score each output in; empty for no judging
   * @param judge model for rubrics and dimensions; null when none is configured
   * @param embedding model for {@code similar}; null when none is configured
   * @param prices by model, as they were at the start; a model without one has no cost
   * @param budgetUsd most that it may spend together with its baseline; null for no limit
   */
  public record Options(
      int maxOutputTokens,
      List<String> dimensions,
      @Nullable String judge,
      @Nullable String embedding,
      Map<String, Price> prices,
      @Nullable BigDecimal budgetUsd) {
    public Options {
      dimensions = List.copyOf(dimensions);
      prices = Map.copyOf(prices);
    }
  }

  /** The model that is asked for a purpose; null when none is configured for it. */
  public @Nullable String modelFor(Purpose purpose) {
    return switch (purpose) {
      case Purpose.Answer answer -> content.model();
      case Purpose.Similarity similarity -> options.embedding();
      case Purpose.RubricVote vote -> options.judge();
      case Purpose.ScoreVote vote -> options.judge();
    };
  }

  /** True for the run of the version that was live. */
  public boolean isBaseline() {
    return pair != id;
  }

  /** The same as the baseline's run of a candidate that has been stored. */
  public Evaluation ofPair(long candidate) {
    return new Evaluation(
        id,
        change,
        candidate,
        version,
        baseline,
        content,
        suite,
        suiteDigest,
        options,
        state,
        reason,
        totals,
        startedBy,
        startedAt,
        endedAt);
  }
}
