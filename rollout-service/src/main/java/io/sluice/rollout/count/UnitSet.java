package io.sluice.rollout.count;

import io.sluice.rollout.split.Unit;
import java.util.concurrent.ThreadLocalRandom;
import org.jctools.maps.NonBlockingHashMapLong;

/**
 * A growing set of units: without a lock, and in a few arrays instead of two objects for each unit,
 * which every collection of garbage would copy.
 *
 * <p>A unit is known by 64 bits of its hash: of a million in one set, about one in 30 million such
 * sets takes two for one (birthday bound, n²/2⁶⁵).
 */
final class UnitSet {
  private static final int MIN_CAPACITY = 16;
  private static final int MAX_CAPACITY = 1 << 19;

  private final NonBlockingHashMapLong<Boolean> units;

  /** Odd, and nobody knows it: nobody can choose subjects that all want the same place. */
  private final long spread = ThreadLocalRandom.current().nextLong() | 1;

  UnitSet() {
    this(0);
  }

  /**
   * @param expected about how many there will be; more or fewer work as well
   */
  UnitSet(long expected) {
    this.units =
        new NonBlockingHashMapLong<>((int) Math.clamp(expected, MIN_CAPACITY, MAX_CAPACITY), true);
  }

  /** True for one caller only, of all who ever add this unit. */
  boolean add(Unit unit) {
    return units.putIfAbsent(key(unit), Boolean.TRUE) == null;
  }

  boolean contains(Unit unit) {
    return units.containsKey(key(unit));
  }

  long size() {
    return units.size();
  }

  /** Another number for each: multiplying by an odd one and shifting can both be undone. */
  private long key(Unit unit) {
    long product = unit.low() * spread;
    return product ^ (product >>> Integer.SIZE);
  }
}
