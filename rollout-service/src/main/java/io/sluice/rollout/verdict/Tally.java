package io.sluice.rollout.verdict;

/**
 * What one arm has shown for one metric; additive.
 *
 * @param served units served; a subject counts once in a bucket, and no more after its first bad
 *     event
 * @param bad units that had their first bad event
 * @param badEvents bad events, repeated ones of the same subject too
 * @param reported calls with an outcome, good or bad
 */
public record Tally(long served, long bad, long badEvents, long reported) {
  public static final Tally NONE = new Tally(0, 0, 0, 0);

  /** Units; every bad one was served, even when its served count was lost with a process. */
  public long units() {
    return Math.max(served, bad);
  }

  /** Units that are not known to be bad. */
  long notBad() {
    return units() - bad;
  }

  /**
   * Units that are known to have had no bad event: what nobody reported about is not good. Never
   * negative, even when served units were lost with a process.
   */
  long good() {
    return Math.max(0, Math.min(served, reported) - bad);
  }

  boolean isOverFloor() {
    return badEvents >= Criteria.MIN_BAD_EVENTS && bad >= Criteria.MIN_BAD_UNITS;
  }

  Tally plus(Tally other) {
    return new Tally(
        served + other.served,
        bad + other.bad,
        badEvents + other.badEvents,
        reported + other.reported);
  }

  Tally minus(Tally other) {
    return new Tally(
        served - other.served,
        bad - other.bad,
        badEvents - other.badEvents,
        reported - other.reported);
  }
}
