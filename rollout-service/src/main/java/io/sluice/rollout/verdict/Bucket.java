package io.sluice.rollout.verdict;

import io.sluice.rollout.verdict.eprocess.RiskSet;

/**
 * Closed serve-time counters of one metric that are folded together: one bucket, or neighbours of
 * one stage where traffic is so low that a single one has units of one arm only.
 *
 * @param second start of the first, in seconds since the epoch
 */
public record Bucket(Metric metric, long second, ArmBucket stable, ArmBucket candidate) {
  RiskSet riskSet() {
    return new RiskSet(
        candidate.atRisk(),
        stable.atRisk(),
        stable.added().bad() + candidate.added().bad(),
        candidate.added().bad());
  }

  /** Both together; they must be of one stage, in which the share of the arms is constant. */
  public Bucket plus(Bucket other) {
    return new Bucket(
        metric,
        Math.min(second, other.second),
        stable.plus(other.stable),
        candidate.plus(other.candidate));
  }

  /** True when both arms have units in it, so that it can say something about their ratio. */
  public boolean compares() {
    return stable.total().units() > 0 && candidate.total().units() > 0;
  }
}
