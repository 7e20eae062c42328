package io.sluice.rollout.split;

/**
 * What is assigned: a subject within one rollout, or a single call without one, as 128 bits of
 * hash. The subject itself cannot be read from it.
 */
public record Unit(long high, long low) {
  /** Number of buckets; a share of one percent is a hundred of them. */
  public static final int BUCKETS = 10_000;

  /** Its bucket, 0 to 9,999, evenly spread. */
  public int bucket() {
    return (int) Long.remainderUnsigned(high, BUCKETS);
  }

  /**
   * Its arm while the candidate has the first {@code candidateBuckets} buckets. The hold-back of a
   * watch is what is left at the end, so it holds subjects that never saw the candidate.
   */
  public Arm arm(int candidateBuckets) {
    return bucket() < candidateBuckets ? Arm.CANDIDATE : Arm.STABLE;
  }
}
