package io.sluice.review.outcome;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** The exact test of two paired proportions. */
public final class McNemar {
  private McNemar() {}

  /**
   * Two-sided p-value of "neither is better", from the pairs that differ. Under it each of them
   * falls either way with probability 1/2, so their split is binomial; twice the smaller tail, at
   * most 1 (Q. McNemar, "Note on the sampling error of the difference between correlated
   * proportions or percentages", Psychometrika 12, 1947, in the exact form of A. Agresti,
   * "Categorical Data Analysis", 3rd edition, section 11.1.2). Computed in whole numbers, so it is
   * exact.
   *
   * @param one pairs that differ one way, from 0
   * @param other pairs that differ the other way, from 0
   * @return 0 to 1; 1 when none differs
   */
  public static double pValue(int one, int other) {
    if (one < 0 || other < 0) {
      throw new IllegalArgumentException("Pairs are counted from 0");
    }
    int differing = one + other;
    BigInteger ways = BigInteger.ONE;
    BigInteger tail = BigInteger.ZERO;
    for (int i = 0; i <= Math.min(one, other); i++) {
      tail = tail.add(ways);
      ways = ways.multiply(BigInteger.valueOf(differing - i)).divide(BigInteger.valueOf(i + 1L));
    }
    BigDecimal twice = new BigDecimal(tail.shiftLeft(1));
    BigDecimal all = new BigDecimal(BigInteger.ONE.shiftLeft(differing));
    return Math.min(1, twice.divide(all, MathContext.DECIMAL64).doubleValue());
  }
}
