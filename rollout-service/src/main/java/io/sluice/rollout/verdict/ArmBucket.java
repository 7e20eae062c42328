package io.sluice.rollout.verdict;

/**
 * Counters of one arm in one serve-time bucket, now and as they were when this bucket was last
 * folded into the evidence. A bucket is folded again when a bad event of it is reported late.
 */
public record ArmBucket(
    long served,
    long bad,
    long badEvents,
    long foldedServed,
    long foldedBad,
    long foldedBadEvents) {
  public static final ArmBucket NONE = new ArmBucket(0, 0, 0, 0, 0, 0);

  long newlyServed() {
    return served - foldedServed;
  }

  long newlyBad() {
    return bad - foldedBad;
  }

  long newBadEvents() {
    return badEvents - foldedBadEvents;
  }

  /**
   * Units that could still become bad when this part of the bucket came in. Every unit that is bad
   * was served, so where a killed process took its count of served units with it, bad ones stand in
   * for themselves.
   */
  long atRisk() {
    return Math.max(served, bad) - foldedBad;
  }
}
