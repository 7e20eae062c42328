package io.sluice.rollout.count;

import io.sluice.rollout.split.Unit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A growing set of units, without a lock and without an object for each: tables of plain numbers
 * are nothing that a collection of garbage has to look through. A unit that finds no room near its
 * place goes into a bigger set behind this one; nothing is ever moved or removed.
 *
 * <p>A unit is known by 64 bits of its hash: of a million in one set, about one in 30 million such
 * sets takes two for one (birthday bound, n²/2⁶⁵).
 */
final class UnitSet {
  private static final int MIN_SLOTS = 64;
  private static final int MAX_SLOTS = 1 << 20;

  /** Slots from its own place on that may hold a unit. */
  private static final int REACH = 16;

  /** So many times as big is the set behind one; few of them have to be looked through. */
  private static final long GROWTH = 8;

  private static final long FREE = 0;

  private final AtomicLongArray slots;
  private final int shift;
  private final AtomicReference<@Nullable UnitSet> bigger = new AtomicReference<>();

  /** Odd, and nobody knows it: nobody can choose subjects that all want the same place. */
  private final long spread = ThreadLocalRandom.current().nextLong() | 1;

  UnitSet() {
    this(0);
  }

  /**
   * @param expected about how many there will be; more or fewer work as well
   */
  UnitSet(long expected) {
    long wanted = Math.clamp(2 * expected, MIN_SLOTS, MAX_SLOTS);
    int bits = Long.SIZE - Long.numberOfLeadingZeros(wanted - 1);
    this.slots = new AtomicLongArray(1 << bits);
    this.shift = Long.SIZE - bits;
  }

  /** True for one caller only, of all who ever add this unit. */
  boolean add(Unit unit) {
    long key = key(unit);
    int place = place(key);
    for (int i = 0; i < REACH; i++) {
      int slot = (place + i) & (slots.length() - 1);
      long found = slots.getAcquire(slot);
      if (found == FREE) {
        found = slots.compareAndExchange(slot, FREE, key);
        if (found == FREE) {
          return true;
        }
      }
      if (found == key) {
        return false;
      }
    }
    return bigger().add(unit);
  }

  boolean contains(Unit unit) {
    long key = key(unit);
    int place = place(key);
    for (int i = 0; i < REACH; i++) {
      long found = slots.getAcquire((place + i) & (slots.length() - 1));
      if (found == key) {
        return true;
      }
      if (found == FREE) {
        return false;
      }
    }
    UnitSet behind = bigger.getAcquire();
    return behind != null && behind.contains(unit);
  }

  /** How many there are; goes through all of it. */
  long size() {
    UnitSet behind = bigger.getAcquire();
    long size = behind == null ? 0 : behind.size();
    for (int slot = 0; slot < slots.length(); slot++) {
      size += slots.getPlain(slot) == FREE ? 0 : 1;
    }
    return size;
  }

  /** Slots once taken stay taken, so all who are sent on for one unit are sent here. */
  private UnitSet bigger() {
    UnitSet known = bigger.getAcquire();
    if (known == null) {
      UnitSet made = new UnitSet(GROWTH * slots.length() / 2);
      known = bigger.compareAndExchange(null, made);
      return known == null ? made : known;
    }
    return known;
  }

  /** Multiplicative hashing (Knuth, TAOCP 3, 6.4) with a factor of its own. */
  private int place(long key) {
    return (int) (key * spread >>> shift);
  }

  private static long key(Unit unit) {
    return unit.low() == FREE ? 1 : unit.low();
  }
}
