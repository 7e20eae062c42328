package io.sluice.rollout.verdict.eprocess;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Notices, at an unknown time and for ever, that a rate rose above a bound: Shiryaev–Roberts over
 * buckets, {@code R_j ← (1 + R_j)·L_j}, one for each alternative of {@link RateTest#above}. While
 * the rate is below the bound, the mean of all {@code R_j} grows by at most 1 in a bucket, so the
 * time to a false alarm at {@code threshold} is at least that many buckets on average. Source:
 * Shin, Ramdas and Rinaldo, "E-detectors".
 *
 * @param bound the rate that is still fine, above 0 and below 0.9
 * @param lnR {@code ln R_j}; empty before the first bucket, when every {@code R_j} is 0
 */
public record ChangeDetector(double bound, List<Double> lnR) {
  /** With buckets of five minutes about one false alarm in two years. */
  public static final double ALARM = 210_000;

  public ChangeDetector {
    lnR = List.copyOf(lnR);
  }

  /** Before the first bucket. */
  public static ChangeDetector of(double bound) {
    int alternatives = RateTest.above(bound).lnRatios(0, 0).length;
    return new ChangeDetector(bound, Collections.nCopies(alternatives, Double.NEGATIVE_INFINITY));
  }

  /** After one more bucket. */
  public ChangeDetector next(long bad, long good) {
    double[] lnRatios = RateTest.above(bound).lnRatios(bad, good);
    List<Double> next = new ArrayList<>(lnRatios.length);
    for (int j = 0; j < lnRatios.length; j++) {
      next.add(LogSum.of(new double[] {0, lnR.get(j)}) + lnRatios[j]);
    }
    return new ChangeDetector(bound, next);
  }

  /** Logarithm of the mean of all {@code R_j}. */
  public double lnMean() {
    double[] terms = lnR.stream().mapToDouble(Double::doubleValue).toArray();
    return LogSum.of(terms) - Math.log(terms.length);
  }

  /** True when the rate is believed to have risen. */
  public boolean alarms() {
    return lnMean() >= Math.log(ALARM);
  }
}
