package io.sluice.rollout.verdict;

import org.jspecify.annotations.Nullable;

/** Judges the error metric: a pure function of the evidence and the criteria. */
public final class ErrorVerdict {
  private static final int BISECTIONS = 60;
  private static final double MAX_ODDS_RATIO = 1e6;

  private ErrorVerdict() {}

  /**
   * A regression is looked for first: a candidate that is both worse and below the margin goes back
   * only if the evidence for "worse" is there, and then it does go back.
   */
  public static Finding judge(Evidence evidence, Criteria criteria) {
    double lnRegression = evidence.lnRegression();
    Tally candidate = evidence.candidate();
    boolean overFloor =
        candidate.badEvents() >= Criteria.MIN_BAD_EVENTS
            && candidate.bad() >= Criteria.MIN_BAD_UNITS;
    if (overFloor && lnRegression >= criteria.lnRollback()) {
      return new Finding.Regression(evidence, lnRegression, criteria.lnRollback());
    }
    boolean outcomesMissing = outcomesMissing(evidence);
    double lnRatio = evidence.lnHealthy(criteria.margin());
    if (!outcomesMissing && lnRatio >= Criteria.LN_HEALTHY) {
      return new Finding.HealthyRatio(evidence, criteria.margin(), lnRatio, Criteria.LN_HEALTHY);
    }
    double lnRate =
        RateTest.below(criteria.absoluteMargin()).lnEvidence(candidate.bad(), candidate.good());
    if (!outcomesMissing && lnRate >= Criteria.LN_HEALTHY) {
      return new Finding.HealthyRate(
          evidence, criteria.absoluteMargin(), lnRate, Criteria.LN_HEALTHY);
    }
    return new Finding.Inconclusive(
        evidence,
        lnRegression,
        criteria.lnRollback(),
        outcomesMissing,
        detectableRate(evidence, criteria));
  }

  /** True when the candidate's calls are reported much more rarely than the stable version's. */
  private static boolean outcomesMissing(Evidence evidence) {
    Tally candidate = evidence.candidate();
    Tally stable = evidence.stable();
    if (candidate.served() == 0 || candidate.reported() == 0) {
      return candidate.served() > 0;
    }
    if (stable.served() == 0) {
      return false;
    }
    double candidateShare = (double) candidate.reported() / candidate.served();
    double stableShare = (double) stable.reported() / stable.served();
    return candidateShare < Criteria.MIN_RELATIVE_REPORTING * stableShare;
  }

  /**
   * Smallest error rate of the candidate whose expected evidence, at the calls seen so far, reaches
   * the threshold for a rollback.
   */
  private static @Nullable Double detectableRate(Evidence evidence, Criteria criteria) {
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
