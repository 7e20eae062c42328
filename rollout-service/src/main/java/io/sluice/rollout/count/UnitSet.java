package io.sluice.rollout.count;

import io.sluice.rollout.split.Unit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A growing set of units: without a lock, and in a few arrays instead of two objects for each unit,
 * which every collection of garbage would copy.
 *
 * <p>A unit is known by 64 bits of its hash: of a million in one set, about one in 30 million such
 * sets takes two for one (birthday bound, n²/2⁶⁵).
 */
final class UnitSet {
  /** A table without room in so many places is full for a unit. */
  private static final int MAX_PROBES = 16;

  private static final int GROWTH = 4;
  private static final int MIN_CAPACITY = 64;
  private static final int MAX_CAPACITY = 1 << 20;
  private static final long EMPTY = 0;

  /** One array; a larger one follows when it is full. */
  private static final class Table {
    final AtomicLongArray places;
    final AtomicReference<@Nullable Table> next = new AtomicReference<>();

    Table(int capacity) {
      this.places = new AtomicLongArray(capacity);
    }

    Table following() {
      Table following = next.get();
      if (following == null) {
        following = new Table(Math.min(MAX_CAPACITY, GROWTH * places.length()));
        Table other = next.compareAndExchange(null, following);
        following = other == null ? following : other;
      }
      return following;
    }
  }

  private final Table first;
  private final LongAdder size = new LongAdder();

  /** Odd, and nobody knows it: nobody can choose subjects that all want the same place. */
  private final long spread = ThreadLocalRandom.current().nextLong() | 1;

  UnitSet() {
    this(0);
  }

  /**
   * @param expected about how many there will be; more or fewer work as well
   */
  UnitSet(long expected) {
    long twice = Math.clamp(2 * expected, MIN_CAPACITY, MAX_CAPACITY);
    this.first = new Table(Integer.highestOneBit((int) twice - 1) << 1);
  }

  /** True for one caller only, of all who ever add this unit. */
  boolean add(Unit unit) {
    long key = key(unit);
    for (Table table = first; ; table = table.following()) {
      AtomicLongArray places = table.places;
      int place = place(key, places);
      for (int probe = 0; probe < MAX_PROBES; probe++) {
        long found = places.get(place);
        if (found == EMPTY) {
          found = places.compareAndExchange(place, EMPTY, key);
        }
        if (found == EMPTY) {
          size.increment();
          return true;
        }
        if (found == key) {
          return false;
        }
        place = (place + 1) % places.length();
      }
    }
  }

  boolean contains(Unit unit) {
    long key = key(unit);
    for (Table table = first; table != null; table = table.next.get()) {
      AtomicLongArray places = table.places;
      int place = place(key, places);
      for (int probe = 0; probe < MAX_PROBES; probe++) {
        long found = places.get(place);
        if (found == key) {
          return true;
        }
        if (found == EMPTY) {
          return false;
        }
        place = (place + 1) % places.length();
      }
    }
    return false;
  }

  long size() {
    return size.sum();
  }

  private static long key(Unit unit) {
    return unit.low() == EMPTY ? 1 : unit.low();
  }

  /** Multiply-shift hashing (Dietzfelbinger et al.); a table's length is a power of two. */
  private int place(long key, AtomicLongArray places) {
    return (int) ((key * spread) >>> (Long.numberOfLeadingZeros(places.length()) + 1));
  }
}
