package io.sluice.rollout.verdict;

/** Which gate a candidate stands at. */
public enum Gate {
  /** With less than half of the traffic, where little data has to suffice. */
  EARLY,
  /** With half of the traffic or more. */
  LATE;

  private static final int LATE_FROM_PERCENT = 50;

  /** The gate of a candidate with this share of the traffic. */
  public static Gate atShare(int percent) {
    return percent < LATE_FROM_PERCENT ? EARLY : LATE;
  }
}
