package io.sluice.rollout.verdict;

import org.jspecify.annotations.Nullable;

/**
 * What a test could have seen by now: no statistics can tell a small regression from few calls, and
 * whoever waits for a verdict should know how small.
 */
final class Sensitivity {
  private static final int BISECTIONS = 60;
  private static final double MAX_ODDS_RATIO = 1e6;

  private Sensitivity() {}

  /**
   * The regression whose expected evidence, at the calls seen so far and the stable version's rate,
   * just reaches the threshold for a rollback by this metric alone; null while even a bad event on
   * every call would not.
   */
  static @Nullable Detectable of(Metric metric, Evidence evidence, Criteria criteria) {
    double candidates = evidence.candidate(metric).units();
    Tally stable = evidence.stable(metric);
    double stables = stable.units();
    if (candidates == 0 || stables == 0) {
      return null;
    }
    // Half an event more keeps the base rate above zero where no error was seen (Jeffreys' prior).
    double baseRate = Math.min(0.5, (stable.bad() + 0.5) / (stables + 1));
    double lnThreshold = criteria.lnRollback() - Math.log(metric.weight());
    if (!isDetectable(MAX_ODDS_RATIO, baseRate, candidates, stables, lnThreshold)) {
      return null;
    }
    double undetected = 0;
    double detected = Math.log(MAX_ODDS_RATIO);
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (undetected + detected) / 2;
      if (isDetectable(Math.exp(middle), baseRate, candidates, stables, lnThreshold)) {
        detected = middle;
      } else {
        undetected = middle;
      }
    }
    double rate = rate(Math.exp(detected), baseRate);
    return new Detectable(Math.exp(detected), rate / baseRate, rate);
  }

  private static boolean isDetectable(
      double oddsRatio, double baseRate, double candidates, double stables, double lnThreshold) {
    double badOnCandidate = candidates * rate(oddsRatio, baseRate);
    double lnExpected =
        MetricEvidence.REGRESSION.lnExpected(
            candidates / (candidates + stables), badOnCandidate, stables * baseRate);
    return badOnCandidate >= Criteria.MIN_BAD_EVENTS && lnExpected >= lnThreshold;
  }

  private static double rate(double oddsRatio, double baseRate) {
    return oddsRatio * baseRate / (1 - baseRate + oddsRatio * baseRate);
  }
}
