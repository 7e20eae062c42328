package io.sluice.rollout.verdict;

import io.sluice.rollout.verdict.eprocess.Likelihood;
import io.sluice.rollout.verdict.eprocess.OddsRatioTest;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is known about one metric of a rollout; folding is incremental, so keeping this is
 * enough to go on after a restart, and stages keep adding to the same evidence.
 *
 * @param likelihood of the odds ratio candidate : stable
 */
public record MetricEvidence(Likelihood likelihood, Tally stable, Tally candidate) {
  static final OddsRatioTest REGRESSION = OddsRatioTest.regression(1);

  static MetricEvidence start(List<Double> margins) {
    List<Double> ratios = new ArrayList<>(REGRESSION.ratios());
    margins.forEach(margin -> ratios.addAll(OddsRatioTest.promotion(margin).ratios()));
    return new MetricEvidence(Likelihood.start(ratios), Tally.NONE, Tally.NONE);
  }

  MetricEvidence fold(Bucket bucket) {
    return new MetricEvidence(
        likelihood.fold(bucket.riskSet()),
        stable.plus(bucket.stable().added()),
        candidate.plus(bucket.candidate().added()));
  }

  /** {@code ln E} of "the candidate is worse". */
  public double lnRegression() {
    return REGRESSION.lnEvidence(likelihood);
  }

  /**
   * {@code ln E} of "the candidate's odds are not so many times as high".
   *
   * @param margin one of the plan's
   */
  public double lnBelowMargin(double margin) {
    return OddsRatioTest.promotion(margin).lnEvidence(likelihood);
  }
}
