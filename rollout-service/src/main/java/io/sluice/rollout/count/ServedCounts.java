package io.sluice.rollout.count;

import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.Metric;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Units that this process served and has not handed to the database yet. Counting is a few memory
 * operations without a lock; the database may be away for as long as it likes.
 */
@Singleton
public class ServedCounts {
  /** Subjects are remembered for as long as a call of their second can still be on its way. */
  private static final long KEEP_SUBJECTS_SECONDS = 2;

  private record Second(long rollout, int stage, long second) {}

  /** For each arm: units served, and how many of them had left each metric before. */
  private static final class Counts {
    private static final int WIDTH = 1 + Metric.COUNTED.size();

    final AtomicLongArray numbers = new AtomicLongArray(Arm.values().length * WIDTH);
    final UnitSet subjects;

    Counts(long expectedSubjects) {
      this.subjects = new UnitSet(expectedSubjects);
    }

    void add(Arm arm, int left) {
      int base = arm.ordinal() * WIDTH;
      numbers.incrementAndGet(base);
      if (left != 0) {
        for (int i = 0; i < Metric.COUNTED.size(); i++) {
          if ((left & BadUnits.bit(Metric.COUNTED.get(i))) != 0) {
            numbers.incrementAndGet(base + 1 + i);
          }
        }
      }
    }

    /** Served units by metric; null when there are none. */
    long @Nullable [] take(Arm arm) {
      int base = arm.ordinal() * WIDTH;
      if (numbers.get(base) == 0) {
        return null;
      }
      // A call that is being counted meanwhile may be in one number and not yet in the other. The
      // next time makes up for it, if need be by a negative number: only the sum counts.
      long[] served = new long[Metric.COUNTED.size()];
      for (int i = 0; i < served.length; i++) {
        served[i] = -numbers.getAndSet(base + 1 + i, 0);
      }
      long all = numbers.getAndSet(base, 0);
      for (int i = 0; i < served.length; i++) {
        served[i] += all;
      }
      return served;
    }
  }

  /**
   * Units to add to one second of one arm.
   *
   * @param served for each of {@link Metric#COUNTED}
   */
  public record Addition(long rollout, int stage, Arm arm, long second, List<Long> served) {
    public Addition {
      served = List.copyOf(served);
    }
  }

  private final Map<Second, Counts> seconds = new ConcurrentHashMap<>();

  private final BadUnits badUnits;

  @Inject
  ServedCounts(BadUnits badUnits) {
    this.badUnits = badUnits;
  }

  /**
   * Counts a served call. A subject counts once in a second, and no more for a metric once it had a
   * bad event of it; a call without a subject is a unit of its own.
   *
   * @param second serve time in seconds since the epoch
   */
  public void count(long rollout, int stage, Arm arm, long second, @Nullable Unit subject) {
    Second key = new Second(rollout, stage, second);
    Counts counts = seconds.get(key); // computeIfAbsent may lock even when it is there
    if (counts == null) {
      long expected = subjectsIn(new Second(rollout, stage, second - 1));
      counts = seconds.computeIfAbsent(key, k -> new Counts(expected));
    }
    if (subject == null) {
      counts.add(arm, 0);
    } else if (counts.subjects.add(subject)) {
      counts.add(arm, badUnits.left(rollout, subject));
    }
  }

  private long subjectsIn(Second second) {
    Counts counts = seconds.get(second);
    return counts == null ? 0 : counts.subjects.size();
  }

  /**
   * Takes what was counted since the last call. Seconds of the past are forgotten once they are
   * empty.
   */
  public List<Addition> drain(long nowSecond) {
    List<Addition> additions = new ArrayList<>();
    seconds
        .entrySet()
        .removeIf(
            entry ->
                !take(entry.getKey(), entry.getValue(), additions)
                    && entry.getKey().second() + KEEP_SUBJECTS_SECONDS < nowSecond);
    return additions;
  }

  private static boolean take(Second second, Counts counts, List<Addition> additions) {
    boolean taken = false;
    for (Arm arm : Arm.values()) {
      long[] served = counts.take(arm);
      if (served != null) {
        taken = true;
        List<Long> boxed = new ArrayList<>(served.length);
        for (long number : served) {
          boxed.add(number);
        }
        additions.add(new Addition(second.rollout(), second.stage(), arm, second.second(), boxed));
      }
    }
    return taken;
  }
}
