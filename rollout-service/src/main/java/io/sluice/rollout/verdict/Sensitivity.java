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
   * Smallest error rate of the candidate whose expected evidence, at the calls seen so far, reaches
   * the threshold for a rollback; null while even an error on every call would not.
   */
  static @Nullable Double detectableRate(Evidence evidence, Criteria criteria) {
    double candidates = evidence.candidate().served();
    double stables = evidence.stable().served();
    if (candidates == 0 || stables == 0) {
      return null;
    }
    // Half an event more keeps the base rate above zero where no error was seen (Jeffreys' prior).
    double baseRate =
        Math.min(0.5, (evidence.stable().bad() + 0.5) / (evidence.stable().served() + 1));
    if (!isDetectable(MAX_ODDS_RATIO, baseRate, candidates, stables, criteria)) {
      return null;
    }
    double undetected = 0;
    double detected = Math.log(MAX_ODDS_RATIO);
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (undetected + detected) / 2;
      if (isDetectable(Math.exp(middle), baseRate, candidates, stables, criteria)) {
        detected = middle;
      } else {
        undetected = middle;
      }
    }
    return rate(Math.exp(detected), baseRate);
  }

  private static boolean isDetectable(
      double oddsRatio, double baseRate, double candidates, double stables, Criteria criteria) {
    double badOnCandidate = candidates * rate(oddsRatio, baseRate);
    double lnExpected =
        Evidence.REGRESSION.lnExpected(
            candidates / (candidates + stables), badOnCandidate, stables * baseRate);
    return badOnCandidate >= Criteria.MIN_BAD_EVENTS && lnExpected >= criteria.lnRollback();
  }

  private static double rate(double oddsRatio, double baseRate) {
    return oddsRatio * baseRate / (1 - baseRate + oddsRatio * baseRate);
  }
}
