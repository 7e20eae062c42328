package io.sluice.rollout.lifecycle;

import io.sluice.rollout.split.Unit;
import org.jspecify.annotations.Nullable;

/**
 * How calls are routed in a state of a rollout.
 *
 * @param stable what calls outside the candidate's buckets get
 * @param candidate the version that is compared with it; null when everyone gets {@code stable}
 * @param stage counted from 1; 0 when nothing is compared
 * @param candidateBuckets of 10,000 buckets, the first so many get the candidate
 */
public record Traffic(
    PromptVersion stable, @Nullable PromptVersion candidate, int stage, int candidateBuckets) {
  private static final int BUCKETS_PER_PERCENT = Unit.BUCKETS / 100;

  static Traffic only(PromptVersion version) {
    return new Traffic(version, null, 0, 0);
  }

  static Traffic split(PromptVersion stable, PromptVersion candidate, int stage, int percent) {
    return new Traffic(stable, candidate, stage, percent * BUCKETS_PER_PERCENT);
  }

  /** Share of the candidate in percent. */
  public int percent() {
    return candidateBuckets / BUCKETS_PER_PERCENT;
  }
}
