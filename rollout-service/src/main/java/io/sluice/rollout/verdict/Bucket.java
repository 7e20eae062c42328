package io.sluice.rollout.verdict;

import io.sluice.rollout.verdict.eprocess.RiskSet;

/**
 * Closed serve-time counters of one metric that are folded together: one bucket, or neighbours of
 * one stage where traffic is so low that a single one says little.
 *
 * @param second start of the first, in seconds since the epoch
 */
public record Bucket(Metric metric, long second, ArmBucket stable, ArmBucket candidate) {
  private static final long ENOUGH_UNITS = 10;

  /** A twentieth of what is known is not missed. */
  private static final long PART_OF_KNOWN = 20;

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

  /**
   * True when both arms have enough units in it to say something about their ratio. Units of one
   * arm only say nothing, and a few say less than they could: the test takes as given how many each
   * arm had, so of the evidence for doubled odds an eighth is lost where ten units hold one of the
   * candidate, on average, and a hundredth where a hundred hold ten. But waiting costs calls as
   * well. So the first are looked at one by one, and later ones wait for a twentieth of what is
   * known, at most for ten.
   *
   * @param known units of the candidate in the evidence before this bucket
   */
  public boolean compares(long known) {
    long enough = Math.clamp(known / PART_OF_KNOWN, 1, ENOUGH_UNITS);
    return Math.min(stable.total().units(), candidate.total().units()) >= enough;
  }
}
