package io.sluice.rollout.verdict;

/** Judges the error metric: a pure function of the evidence and the criteria. */
public final class ErrorVerdict {
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
        evidence, criteria, lnRegression, criteria.lnRollback(), outcomesMissing);
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
}
