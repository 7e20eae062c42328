package io.sluice.rollout.verdict;

import io.sluice.rollout.verdict.eprocess.ChangeDetector;
import io.sluice.rollout.verdict.eprocess.RateTest;
import io.sluice.rollout.verdict.eprocess.UpperBound;
import org.jspecify.annotations.Nullable;

/**
 * The watch, for ever, over the error rate of a version that serves everybody. It has decayed when
 * its rate is believed to have risen above 1.15 times what was shown of it while it was rolled out,
 * as an upper bound. Nothing is decided by it: a provider that changed its model is no reason to go
 * back to an older prompt.
 */
public record Decay(ChangeDetector detector) {
  /** Width of the buckets that it is fed with, in seconds. */
  public static final int BUCKET_SECONDS = 300;

  private static final double TOLERATED = 1.15;

  /**
   * Before the first bucket.
   *
   * @param atPromotion calls of the version while it was rolled out
   * @return null when these are so few that any rate could be its usual one
   */
  public static @Nullable Decay since(Tally atPromotion, Criteria criteria) {
    double usual =
        UpperBound.of(
            Math.min(atPromotion.badEvents(), atPromotion.reported()),
            atPromotion.reported(),
            criteria.boundAlpha(Metric.ERROR));
    double bound = TOLERATED * usual;
    return bound < RateTest.HIGHEST ? new Decay(ChangeDetector.of(bound)) : null;
  }

  /**
   * After one more bucket: what was reported in five minutes, be it of earlier ones.
   *
   * @param bad calls that failed; some may have been reported as good ones in an earlier bucket
   */
  public Decay after(long bad, long calls) {
    return new Decay(detector.next(bad, Math.max(0, calls - bad)));
  }

  public boolean hasDecayed() {
    return detector.alarms();
  }

  /** The error rate that is still fine. */
  public double bound() {
    return detector.bound();
  }
}
