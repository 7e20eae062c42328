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

  /** How calls are routed in a state; a first version gets all of them. */
  static Traffic of(Target target, Plan plan, RolloutState state) {
    PromptVersion candidate = target.candidate();
    PromptVersion stable = target.stable();
    if (stable == null) {
      return only(candidate);
    }
    return switch (state) {
      case RolloutState.Running s -> split(stable, candidate, plan, s);
      case RolloutState.Paused s -> split(stable, candidate, plan, s.held());
      case RolloutState.Completed s -> only(candidate);
      case RolloutState.RollingBack s -> only(stable);
      case RolloutState.RolledBack s -> only(stable);
      case RolloutState.Superseded s -> only(s.candidateLive() ? candidate : stable);
      // What it would be if the prompt came back; the serving path refuses archived prompts itself.
      case RolloutState.Archived s -> only(s.candidateLive() ? candidate : stable);
    };
  }

  private static Traffic split(
      PromptVersion stable, PromptVersion candidate, Plan plan, RolloutState.Running running) {
    return switch (running) {
      case RolloutState.RollingOut s ->
          new Traffic(stable, candidate, s.stage(), buckets(plan.share(s.stage())));
      case RolloutState.Watching s ->
          new Traffic(stable, candidate, plan.lastStage(), buckets(100 - plan.holdback()));
    };
  }

  private static Traffic only(PromptVersion version) {
    return new Traffic(version, null, 0, 0);
  }

  private static int buckets(int percent) {
    return percent * BUCKETS_PER_PERCENT;
  }

  /** Share of the candidate in percent. */
  public int percent() {
    return candidateBuckets / BUCKETS_PER_PERCENT;
  }
}
