package io.sluice.rollout.verdict;

import java.util.List;

/**
 * All that is known about the error metric of a rollout: the e-processes so far and the counts they
 * rest on. Folding is incremental, so keeping this is enough to go on after a restart; stages keep
 * adding to the same evidence.
 *
 * @param regression logarithms of the process against "no worse"
 * @param wide logarithms of the process against "odds at least {@link Margin#WIDE} times as high"
 * @param narrow the same for {@link Margin#NARROW}
 */
public record Evidence(
    List<Double> regression,
    List<Double> wide,
    List<Double> narrow,
    Tally stable,
    Tally candidate) {
  static final OddsRatioTest REGRESSION = OddsRatioTest.regression(1);

  /** Before the first outcome. */
  public static final Evidence NONE =
      new Evidence(
          REGRESSION.start(),
          Margin.WIDE.test().start(),
          Margin.NARROW.test().start(),
          Tally.NONE,
          Tally.NONE);

  public Evidence {
    regression = List.copyOf(regression);
    wide = List.copyOf(wide);
    narrow = List.copyOf(narrow);
  }

  /** This evidence and one more closed bucket, or the late part of one that was folded before. */
  public Evidence fold(Bucket bucket) {
    RiskSet riskSet = bucket.riskSet();
    return new Evidence(
        REGRESSION.fold(regression, riskSet),
        Margin.WIDE.test().fold(wide, riskSet),
        Margin.NARROW.test().fold(narrow, riskSet),
        stable.plus(bucket.stable().added()),
        candidate.plus(bucket.candidate().added()));
  }

  /** {@code ln E} of "the candidate is worse". */
  public double lnRegression() {
    return REGRESSION.lnEvidence(regression);
  }

  /** {@code ln E} of "the candidate's odds are not a margin times as high". */
  public double lnHealthy(Margin margin) {
    return margin
        .test()
        .lnEvidence(
            switch (margin) {
              case WIDE -> wide;
              case NARROW -> narrow;
            });
  }
}
