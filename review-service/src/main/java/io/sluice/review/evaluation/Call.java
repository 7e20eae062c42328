package io.sluice.review.evaluation;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One call that costs money.
 *
 * @param tries how often it was sent, throttled tries not counted
 * @param throttles how often the provider said "too fast"
 * @param estimate most that one try may take
 * @param result null until it is over
 */
public record Call(
    long evaluation,
    int position,
    Purpose purpose,
    int tries,
    int throttles,
    Estimate estimate,
    @Nullable Result result) {

  /**
   * Most that a try may take.
   *
   * @param tokens input and output
   * @param costUsd 0 when no price is known
   */
  public record Estimate(long tokens, BigDecimal costUsd) {}

  /**
   * What came of it.
   *
   * @param text the answer; null when there is none
   * @param failure why there is none; null when there is one
   */
  public record Result(@Nullable String text, @Nullable String failure) {}
}
