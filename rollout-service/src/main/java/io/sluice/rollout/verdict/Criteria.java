package io.sluice.rollout.verdict;

/**
 * What a judgement is held against.
 *
 * @param alpha chance, over a whole rollout, that a candidate no worse than stable is rolled back
 * @param margin how much worse the candidate may at most be to pass the gate it stands at
 * @param absoluteMargin rate of bad units below which a candidate passes whatever the ratio is:
 *     with rare errors a ratio cannot be told in reasonable time
 */
public record Criteria(double alpha, Margin margin, double absoluteMargin) {
  /**
   * Share of alpha that the error metric may spend. The remaining metrics have the rest, so adding
   * them never makes the error metric less strict.
   */
  public static final double ERROR_WEIGHT = 0.4;

  /** {@code ln E} from which a candidate counts as healthy: odds of 20 to 1. */
  public static final double LN_HEALTHY = Math.log(20);

  /** Bad events of the candidate below which nothing is rolled back, whatever the evidence. */
  public static final long MIN_BAD_EVENTS = 3;

  /** Subjects (or calls without one) that must have had a bad event on the candidate. */
  public static final long MIN_BAD_UNITS = 2;

  /**
   * How often, at least, the candidate's outcomes must be reported, compared with the stable
   * version's: errors that keep an app from reporting must not look like health.
   */
  public static final double MIN_RELATIVE_REPORTING = 0.5;

  /** {@code ln E} of the error metric from which {@code weight·E ≥ 1/alpha}. */
  public double lnRollback() {
    return -Math.log(alpha) - Math.log(ERROR_WEIGHT);
  }
}
