package io.sluice.rollout.verdict.eprocess;

/**
 * An upper bound for a rate that holds at all times at once: {@code U} solves {@code ln B(K+½, S+½)
 * − ln π − K·ln p − S·ln(1−p) = ln(1/alpha)} for {@code p > K/(K+S)}. The left side is the
 * logarithm of an e-process against {@code p} (the mixture of all rates by Jeffreys' prior), so the
 * chance that the true rate is ever above the bound is at most alpha. Source: Lindon and Malek,
 * "Anytime-valid inference for multinomial count data".
 */
public final class UpperBound {
  private static final double LN_PI = Math.log(Math.PI);
  private static final double HALF_LN_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** Enough to halve an interval of 1 to the last digit of a double. */
  private static final int BISECTIONS = 100;

  /** From here on Stirling's series is exact to the last digits. */
  private static final double STIRLING_FROM = 15;

  private UpperBound() {}

  /**
   * The bound; 1 when so few units bound nothing.
   *
   * @param bad units, 0 to {@code units}
   * @param alpha chance of ever being wrong, between 0 and 1
   */
  public static double of(long bad, long units, double alpha) {
    if (bad < 0 || bad > units || !(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(bad + " of " + units + " at " + alpha);
    }
    if (units == bad) {
      return 1;
    }
    long good = units - bad;
    double lnMixture = lnBeta(bad + 0.5, good + 0.5) - LN_PI + Math.log(alpha);
    double below = (double) bad / units;
    double above = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = below + (above - below) / 2;
      double lnNull = (bad == 0 ? 0 : bad * Math.log(middle)) + good * Math.log1p(-middle);
      if (lnMixture >= lnNull) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return above;
  }

  private static double lnBeta(double a, double b) {
    return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
  }

  /** {@code ln Γ(x)} by Stirling's series (Abramowitz and Stegun 6.1.41), for x above 0. */
  static double lnGamma(double x) {
    double shift = 0;
    double z = x;
    while (z < STIRLING_FROM) {
      shift += Math.log(z);
      z += 1;
    }
    double square = z * z;
    double series =
        (1.0 / 12
                - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square)
                    / square)
            / z;
    return (z - 0.5) * Math.log(z) - z + HALF_LN_TWO_PI + series - shift;
  }
}
