package io.sluice.rollout.verdict;

/**
 * Counters of one arm in one serve-time bucket. A bucket is folded again when a bad event of it is
 * reported late.
 *
 * @param total what was counted until now
 * @param folded how much of it the evidence contains already
 */
public record ArmBucket(Tally total, Tally folded) {
  public static final ArmBucket NONE = new ArmBucket(Tally.NONE, Tally.NONE);

  /** What the evidence does not contain yet. */
  Tally added() {
    return total.minus(folded);
  }

  /**
   * Units that could still become bad when this part of the bucket came in. Every unit that is bad
   * was served, so where a killed process took its count of served units with it, bad ones stand in
   * for themselves.
   */
  long atRisk() {
    return total.units() - folded.bad();
  }

  ArmBucket plus(ArmBucket other) {
    return new ArmBucket(total.plus(other.total), folded.plus(other.folded));
  }
}
