package io.sluice.rollout.verdict;

import io.sluice.rollout.verdict.eprocess.RateTest;

/**
 * How one metric stands at a gate.
 *
 * @param data whether it can be judged
 * @param lnRatio {@code ln E} of "the odds are below the margin"
 * @param lnRate {@code ln E} of "the rate is below the absolute margin"
 */
public record Health(Metric metric, Data data, double lnRatio, double lnRate) {
  /** Whether a metric can be judged. */
  public enum Data {
    /** Nobody reports it, or there is no baseline: it holds nothing up. */
    NONE,
    /** The candidate's calls are reported much more rarely than the stable version's. */
    MISSING,
    /** There is some. */
    SOME
  }

  /** Thumbs are rare; fewer expected ones than this prove nothing by being absent. */
  private static final double MIN_EXPECTED_FEEDBACK = 20;

  static Health of(Metric metric, MetricEvidence known, Criteria criteria) {
    double lnRatio = known.lnBelowMargin(criteria.margin(metric));
    Tally candidate = known.candidate();
    // Nobody is asked for a thumb, so its absence is no missing outcome.
    long good = metric == Metric.FEEDBACK ? candidate.notBad() : candidate.good();
    double lnRate = RateTest.below(criteria.rateMargin(metric)).lnEvidence(candidate.bad(), good);
    return new Health(metric, data(metric, known.stable(), candidate), lnRatio, lnRate);
  }

  /** Whether outcomes of the candidate are missing, compared with the stable version's. */
  static Data data(Metric metric, Tally stable, Tally candidate) {
    if (candidate.reported() == 0 && stable.reported() == 0) {
      return metric == Metric.ERROR && candidate.served() > 0 ? Data.MISSING : Data.NONE;
    }
    if (stable.served() == 0) {
      return Data.SOME;
    }
    double expected = (double) stable.reported() / stable.served() * candidate.served();
    boolean missing = candidate.reported() < Criteria.MIN_RELATIVE_REPORTING * expected;
    boolean meaningful = metric != Metric.FEEDBACK || expected >= MIN_EXPECTED_FEEDBACK;
    boolean silent = metric == Metric.ERROR && candidate.served() > 0 && candidate.reported() == 0;
    return silent || (missing && meaningful) ? Data.MISSING : Data.SOME;
  }

  /** The better of both. */
  public double lnEvidence() {
    return Math.max(lnRatio, lnRate);
  }

  /** True when it passed by its rate, not by the ratio. */
  boolean byRate() {
    return lnRate > lnRatio;
  }

  boolean isShown() {
    return data == Data.SOME && lnEvidence() >= Criteria.LN_HEALTHY;
  }
}
