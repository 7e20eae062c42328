package io.sluice.rollout.count;

import io.sluice.rollout.split.Unit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Subjects of one second: without a lock, and in a few arrays instead of two objects for each,
 * which every collection of garbage would copy. Subjects can only be added.
 *
 * <p>A subject is known by 64 bits of its hash: of a million in one second, about one in 30 million
 * such seconds takes two for one (birthday bound, n²/2⁶⁵).
 */
final class SubjectSet {
  /** A table this far from a subject's own place without room is full for that subject. */
  private static final int MAX_PROBES = 32;

  private static final int MIN_CAPACITY = 64;
  private static final int MAX_CAPACITY = 1 << 20;
  private static final long EMPTY = 0;

  /** One array; twice as large a one follows when it is full. */
  private static final class Table {
    final AtomicLongArray places;
    final AtomicReference<@Nullable Table> next = new AtomicReference<>();

    Table(int capacity) {
      this.places = new AtomicLongArray(capacity);
    }

    Table following() {
      Table following = next.get();
      if (following == null) {
        next.compareAndSet(null, new Table(Math.min(MAX_CAPACITY, 2 * places.length())));
        following = next.get();
      }
      return following == null ? this : following;
    }
  }

  private final Table first;
  private final LongAdder size = new LongAdder();

  /** Odd, and nobody knows it: nobody can choose subjects that all want the same place. */
  private final long spread = ThreadLocalRandom.current().nextLong() | 1;

  /**
   * @param expected about how many there will be; more or fewer work as well
   */
  SubjectSet(long expected) {
    long twice = Math.clamp(2 * expected, MIN_CAPACITY, MAX_CAPACITY);
    this.first = new Table(Integer.highestOneBit((int) twice - 1) << 1);
  }

  /** True for one caller only, of all who ever add this subject. */
  boolean add(Unit subject) {
    long key = subject.low() == EMPTY ? 1 : subject.low();
    for (Table table = first; ; table = table.following()) {
      int mask = table.places.length() - 1;
      int place = (int) ((key * spread) >>> (Long.SIZE - Integer.bitCount(mask)));
      for (int probe = 0; probe < MAX_PROBES; probe++) {
        long found = table.places.get(place);
        if (found == EMPTY) {
          found = table.places.compareAndExchange(place, EMPTY, key);
        }
        if (found == EMPTY) {
          size.increment();
          return true;
        }
        if (found == key) {
          return false;
        }
        place = (place + 1) & mask;
      }
    }
  }

  long size() {
    return size.sum();
  }
}
