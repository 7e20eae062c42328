package io.sluice.rollout.count;

import io.sluice.rollout.split.Unit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Subjects of running rollouts that had their first bad event, as far as this replica knows: those
 * it was told about itself, and those read from the database since.
 */
@ApplicationScoped
public class BadUnits {
  private final Map<Long, Set<Unit>> units = new ConcurrentHashMap<>();

  public boolean contains(long rollout, Unit unit) {
    Set<Unit> bad = units.get(rollout);
    return bad != null && bad.contains(unit);
  }

  public void add(long rollout, Unit unit) {
    units.computeIfAbsent(rollout, r -> ConcurrentHashMap.newKeySet()).add(unit);
  }

  /** Forgets every rollout but these. */
  void retain(Collection<Long> rollouts) {
    units.keySet().retainAll(rollouts);
  }
}
