package io.sluice.rollout.count;

import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.Metric;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Subjects of running rollouts that had their first bad event for a metric, as far as this replica
 * knows: those it was told about itself, and those read from the database since.
 */
@Singleton
public class BadUnits {
  /** The metrics that a subject left, one bit each. */
  private final Map<Long, Map<Unit, Integer>> units = new ConcurrentHashMap<>();

  /** The metrics that a subject does not count for any more, as a mask of {@link #bit}s. */
  public int left(long rollout, Unit unit) {
    Map<Unit, Integer> bad = units.get(rollout);
    return bad == null ? 0 : bad.getOrDefault(unit, 0);
  }

  /** Takes a subject out of the counts of a metric. */
  public void add(long rollout, Metric metric, Unit unit) {
    units
        .computeIfAbsent(rollout, r -> new ConcurrentHashMap<>())
        .merge(unit, bit(metric), (a, b) -> a | b);
  }

  static int bit(Metric metric) {
    return 1 << metric.ordinal();
  }

  /** Forgets every rollout but these. */
  void retain(Collection<Long> rollouts) {
    units.keySet().retainAll(rollouts);
  }
}
