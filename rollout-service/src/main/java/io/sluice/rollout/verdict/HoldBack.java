package io.sluice.rollout.verdict;

/**
 * What the units that stay on the old version during the watch answer when the candidate is above a
 * bound of the frozen baseline: is it the prompt, or everything?
 *
 * <p>The hold-back is small, so right after a breach it has often seen too little to break the same
 * bound, and taking that for an answer would roll back in every outage. It is acquitted only by a
 * sequential probability ratio test of the candidate's rate against the bound, at odds of 1,000 to
 * 1.
 */
enum HoldBack {
  /** It is shown not to be as bad as the candidate: the prompt is the cause. */
  OLD_VERSION_FINE,
  /** It is above the same bound: the prompt is not the cause. */
  BREAKS_TOO,
  /** It has seen too little for either. */
  CANNOT_SAY;

  static HoldBack of(Metric metric, Evidence evidence, Criteria criteria) {
    Double bound = Harm.watchBound(metric, evidence, criteria);
    Tally old = evidence.stableInWatch(metric);
    if (bound == null) {
      return CANNOT_SAY;
    }
    if (Harm.lnAbove(bound, old) >= Criteria.LN_SHARED) {
      return BREAKS_TOO;
    }
    Tally candidate = evidence.candidateInWatch(metric);
    // Half a good unit more keeps the logarithm finite when every one was bad.
    double rate = candidate.bad() / (candidate.units() + 0.5);
    double lnAsBad =
        old.bad() * Math.log(rate / bound)
            + old.notBad() * (Math.log1p(-rate) - Math.log1p(-bound));
    return lnAsBad <= -Criteria.LN_ACQUITTED ? OLD_VERSION_FINE : CANNOT_SAY;
  }
}
