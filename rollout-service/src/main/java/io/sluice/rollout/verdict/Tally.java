package io.sluice.rollout.verdict;

/**
 * What one arm has shown for one metric, over closed buckets.
 *
 * @param served units served; a subject counts once in a bucket, and no more after its first bad
 *     event
 * @param bad units that had their first bad event
 * @param badEvents bad events, repeated ones of the same subject too
 */
public record Tally(long served, long bad, long badEvents) {
  public static final Tally NONE = new Tally(0, 0, 0);

  /** Units that had none; never negative, even when served units were lost with a process. */
  public long good() {
    return Math.max(0, served - bad);
  }

  Tally plus(ArmBucket bucket) {
    return new Tally(
        served + bucket.newlyServed(), bad + bucket.newlyBad(), badEvents + bucket.newBadEvents());
  }
}
