package io.sluice.rollout.verdict.eprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A one-arm e-value about the rate of bad units, as a mixture of alternatives {@code p_j} to a
 * bound {@code p0}: {@code E = Σ_j v_j·(p_j/p0)^K·((1−p_j)/(1−p0))^S} for K bad and S good units.
 *
 * <p>With every {@code p_j} on one side of {@code p0} it is a supermartingale under every rate on
 * the other side, so it may be looked at at any time.
 */
public final class RateTest {
  private static final double[] ABOVE = {1.4, 2, 3, 5, 10};

  /** A bound must be below it. */
  public static final double HIGHEST = 0.9;

  private static final double[] BELOW = {0, .1, .25, .5};
  private static final double[] BELOW_WEIGHTS = {.4, .2, .2, .2};

  private final double bound;
  private final double[] rates;
  private final double[] lnWeights;

  private RateTest(double bound, double[] rates, double[] lnWeights) {
    this.bound = bound;
    this.rates = rates;
    this.lnWeights = lnWeights;
  }

  /**
   * Evidence that the rate is above a ceiling, against the null hypothesis that it is at most that.
   *
   * @param ceiling above 0 and below 0.9
   */
  public static RateTest above(double ceiling) {
    requireRate(ceiling);
    List<Double> rates = new ArrayList<>();
    for (double factor : ABOVE) {
      if (factor * ceiling < HIGHEST) {
        rates.add(factor * ceiling);
      }
    }
    rates.add(HIGHEST);
    double[] weights = new double[rates.size()];
    Arrays.fill(weights, 1);
    return new RateTest(
        ceiling,
        rates.stream().mapToDouble(Double::doubleValue).toArray(),
        LogSum.normalized(weights));
  }

  /**
   * Evidence that the rate is below a margin, against the null hypothesis that it is at least that.
   *
   * @param margin above 0 and below 0.9
   */
  public static RateTest below(double margin) {
    requireRate(margin);
    double[] rates = BELOW.clone();
    for (int j = 0; j < rates.length; j++) {
      rates[j] *= margin;
    }
    return new RateTest(margin, rates, LogSum.normalized(BELOW_WEIGHTS));
  }

  /** {@code ln E} after {@code bad} and {@code good} units. */
  public double lnEvidence(double bad, double good) {
    double[] terms = lnRatios(bad, good);
    for (int j = 0; j < rates.length; j++) {
      terms[j] += lnWeights[j];
    }
    return LogSum.of(terms);
  }

  /** Logarithm of each alternative's likelihood ratio to the bound. */
  double[] lnRatios(double bad, double good) {
    double[] ln = new double[rates.length];
    for (int j = 0; j < rates.length; j++) {
      double lnBad = bad == 0 ? 0 : bad * (Math.log(rates[j]) - Math.log(bound));
      ln[j] = lnBad + good * (Math.log1p(-rates[j]) - Math.log1p(-bound));
    }
    return ln;
  }

  private static void requireRate(double rate) {
    if (!(rate > 0 && rate < HIGHEST)) {
      throw new IllegalArgumentException("A rate between 0 and " + HIGHEST + ", not " + rate);
    }
  }
}
