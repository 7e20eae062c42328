package io.sluice.rollout.verdict;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the stable version was like before the rollout, frozen at its start: what is slow and what
 * is dear must not move with the traffic that is judged by it.
 *
 * @param latencyMs 95th percentile of the latency in milliseconds; null without enough earlier
 *     calls
 * @param costUsd the same of the cost in US dollars
 * @param latencyCalls earlier calls with a latency
 * @param costCalls earlier calls with a cost
 */
public record Baseline(
    @Nullable Double latencyMs, @Nullable Double costUsd, long latencyCalls, long costCalls) {
  /** Earlier calls that a percentile needs. */
  public static final long MIN_CALLS = 2_000;

  /** Percentile that is frozen. */
  public static final double QUANTILE = 0.95;

  /** How many times the baseline a call of the candidate may take or cost without counting. */
  public static final double CANDIDATE_ALLOWANCE = 1.1;

  /** Nothing is known. */
  public static final Baseline NONE = new Baseline(null, null, 0, 0);

  /** The metrics that can be counted against it. */
  public Set<Metric> metrics() {
    Set<Metric> metrics = EnumSet.of(Metric.ERROR, Metric.FEEDBACK);
    if (latencyMs != null) {
      metrics.add(Metric.LATENCY);
    }
    if (costUsd != null) {
      metrics.add(Metric.COST);
    }
    return metrics;
  }

  /** Whether a call was slow; false without a baseline. */
  public boolean isSlow(long callMs, boolean candidate) {
    return latencyMs != null && callMs > latencyMs * allowance(candidate);
  }

  /** Whether a call was dear; false without a baseline. */
  public boolean isDear(double callUsd, boolean candidate) {
    return costUsd != null && callUsd > costUsd * allowance(candidate);
  }

  private static double allowance(boolean candidate) {
    return candidate ? CANDIDATE_ALLOWANCE : 1;
  }
}
