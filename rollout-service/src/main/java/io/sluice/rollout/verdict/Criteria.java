package io.sluice.rollout.verdict;

import org.jspecify.annotations.Nullable;

/**
 * What a judgement is held against.
 *
 * @param alpha chance, over a whole rollout with its watch, that a candidate no worse than stable
 *     is rolled back
 * @param margins how much worse the candidate may at most be to pass
 * @param gate that it stands at
 * @param absoluteMargin rate of errors or thumbs down below which a candidate passes whatever the
 *     ratio is: with rare events a ratio cannot be told in reasonable time
 * @param ceiling error rate that no version may exceed; null for none
 * @param holdback true when some units stay on the stable version during the watch
 */
public record Criteria(
    double alpha,
    Margins margins,
    Gate gate,
    double absoluteMargin,
    @Nullable Double ceiling,
    boolean holdback) {
  /**
   * Share of alpha for the comparison of both arms and the ceiling. The watch has the rest: it sees
   * so many calls that a stricter threshold costs it little, while at the first gate each call
   * counts.
   */
  private static final double ROLLOUT_SHARE = 0.8;

  /** Share of alpha for the bounds of the frozen baseline. */
  private static final double BOUND_SHARE = 0.1;

  /** Share of alpha for the tests against those bounds. */
  private static final double WATCH_SHARE = 0.1;

  /** {@code ln E} from which a candidate counts as healthy: odds of 20 to 1. */
  public static final double LN_HEALTHY = Math.log(20);

  /** {@code ln E} from which the old version is believed to break a bound itself. */
  public static final double LN_SHARED = Math.log(20);

  /** Odds at which the hold-back has shown that the old version is not as bad as the candidate. */
  public static final double LN_ACQUITTED = Math.log(1_000);

  /** Bad events of the candidate below which nothing is rolled back, whatever the evidence. */
  public static final long MIN_BAD_EVENTS = 3;

  /** Subjects (or calls without one) that must have had a bad event on the candidate. */
  public static final long MIN_BAD_UNITS = 2;

  /**
   * How often, at least, the candidate's outcomes must be reported, compared with the stable
   * version's: errors that keep an app from reporting must not look like health.
   */
  public static final double MIN_RELATIVE_REPORTING = 0.5;

  /** {@code ln} of the weighted evidence of both arms and the ceiling that rolls back. */
  public double lnRollback() {
    return -Math.log(alpha * ROLLOUT_SHARE);
  }

  /** {@code ln} of the weighted evidence against the frozen baseline that rolls back. */
  public double lnWatch() {
    return -Math.log(alpha * WATCH_SHARE);
  }

  /** Chance that the frozen baseline of a metric is ever above its bound. */
  double boundAlpha(Metric metric) {
    return alpha * BOUND_SHARE * metric.weight();
  }

  /**
   * Rate of bad units below which a candidate passes whatever the ratio is. Of latency and cost it
   * is what the stable version had by definition when its percentile was frozen: where everything
   * has become faster since, hardly anything is slow, and a ratio could not be told for ever.
   */
  double rateMargin(Metric metric) {
    return switch (metric) {
      case ERROR, FEEDBACK, CEILING -> absoluteMargin;
      case LATENCY, COST -> 1 - Baseline.QUANTILE;
    };
  }

  double margin(Metric metric) {
    return margins.of(metric, gate);
  }
}
