package io.sluice.rollout.count;

import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.Metric;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Subjects of running rollouts that had their first bad event for a metric, as far as this replica
 * knows: those it was told about itself, and those read from the database since.
 */
@Singleton
public class BadUnits {
  /** By rollout, then one set for each of {@link Metric#COUNTED}. */
  private final Map<Long, List<UnitSet>> units = new ConcurrentHashMap<>();

  /** The metrics that a subject does not count for any more, as a mask of {@link #bit}s. */
  public int left(long rollout, Unit unit) {
    List<UnitSet> bad = units.get(rollout);
    int left = 0;
    if (bad != null) {
      for (int i = 0; i < bad.size(); i++) {
        left |= bad.get(i).contains(unit) ? bit(Metric.COUNTED.get(i)) : 0;
      }
    }
    return left;
  }

  /** Takes a subject out of the counts of a metric. */
  public void add(long rollout, Metric metric, Unit unit) {
    units
        .computeIfAbsent(rollout, r -> Metric.COUNTED.stream().map(m -> new UnitSet()).toList())
        .get(Metric.COUNTED.indexOf(metric))
        .add(unit);
  }

  static int bit(Metric metric) {
    return 1 << metric.ordinal();
  }

  /** Forgets every rollout but these. */
  void retain(Collection<Long> rollouts) {
    units.keySet().retainAll(Set.copyOf(rollouts));
  }
}
