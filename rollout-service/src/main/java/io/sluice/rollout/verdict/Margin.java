package io.sluice.rollout.verdict;

/** How much worse a candidate may at most be to pass a gate, as an odds ratio. */
public enum Margin {
  /** For gates with less than half of the traffic, where little data has to suffice. */
  WIDE(2),
  /** For gates with half of the traffic or more. */
  NARROW(1.3);

  private static final int NARROW_FROM_PERCENT = 50;

  private final double oddsRatio;
  private final OddsRatioTest test;

  Margin(double oddsRatio) {
    this.oddsRatio = oddsRatio;
    this.test = OddsRatioTest.promotion(oddsRatio);
  }

  /** The margin of the gate that a candidate with this share of the traffic stands at. */
  public static Margin atShare(int percent) {
    return percent < NARROW_FROM_PERCENT ? WIDE : NARROW;
  }

  public double oddsRatio() {
    return oddsRatio;
  }

  OddsRatioTest test() {
    return test;
  }
}
