package io.sluice.review.evaluation;

import io.sluice.review.assertion.AssertionResult;
import io.sluice.review.assertion.CaseVerdict;
import io.sluice.review.suite.TestCase;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One case in a run.
 *
 * @param position from 0, in the suite's order
 * @param answer what the model answered; null before that, and when it never did
 * @param ending null until everything about it is known
 */
public record EvaluationCase(
    int position, TestCase test, @Nullable Answer answer, @Nullable Ending ending) {

  /**
   * The model's answer, kept for ever.
   *
   * @param costUsd null when the price is not known
   */
  public record Answer(
      String text,
      long latencyMs,
      long inputTokens,
      long outputTokens,
      @Nullable BigDecimal costUsd) {}

  /**
   * How it ended.
   *
   * @param sequence 1 for the first case of the run that ended, 2 for the second
   * @param scores the judges' median by dimension; empty when nobody was asked
   */
  public record Ending(
      int sequence,
      CaseVerdict verdict,
      List<AssertionResult> results,
      Map<String, Double> scores,
      Instant at) {
    public Ending {
      results = List.copyOf(results);
      scores = Map.copyOf(scores);
    }
  }
}
