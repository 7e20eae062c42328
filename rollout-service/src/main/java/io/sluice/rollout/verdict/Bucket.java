package io.sluice.rollout.verdict;

/**
 * One closed serve-time bucket of a rollout.
 *
 * @param second start of the bucket, in seconds since the epoch
 */
public record Bucket(long second, ArmBucket stable, ArmBucket candidate) {
  RiskSet riskSet() {
    return new RiskSet(
        candidate.atRisk(),
        stable.atRisk(),
        stable.added().bad() + candidate.added().bad(),
        candidate.added().bad());
  }
}
