package io.sluice.rollout.count;

import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Unit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Units that this process served and has not handed to the database yet. Counting is a few memory
 * operations without a lock; the database may be away for as long as it likes.
 */
@ApplicationScoped
public class ServedCounts {
  /** Subjects are remembered for as long as a call of their second can still be on its way. */
  private static final long KEEP_SUBJECTS_SECONDS = 2;

  private record Bucket(long rollout, long second) {}

  private static final class Counts {
    final AtomicLong stable = new AtomicLong();
    final AtomicLong candidate = new AtomicLong();
    final Set<Unit> subjects = ConcurrentHashMap.newKeySet();

    AtomicLong of(Arm arm) {
      return switch (arm) {
        case STABLE -> stable;
        case CANDIDATE -> candidate;
      };
    }
  }

  /** Units to add to one bucket of one arm. */
  public record Addition(long rollout, Arm arm, long second, long served) {}

  private final Map<Bucket, Counts> buckets = new ConcurrentHashMap<>();
  private final BadUnits badUnits;

  @Inject
  ServedCounts(BadUnits badUnits) {
    this.badUnits = badUnits;
  }

  /**
   * Counts a served call. A subject counts once in a bucket, and no more once it had a bad event; a
   * call without a subject is a unit of its own.
   *
   * @param second serve time in seconds since the epoch
   */
  public void count(long rollout, Arm arm, long second, @Nullable Unit subject) {
    if (subject != null && badUnits.contains(rollout, subject)) {
      return;
    }
    Counts counts = buckets.computeIfAbsent(new Bucket(rollout, second), b -> new Counts());
    if (subject == null || counts.subjects.add(subject)) {
      counts.of(arm).incrementAndGet();
    }
  }

  /**
   * Takes what was counted since the last call. Buckets of the past are forgotten once they are
   * empty.
   */
  public List<Addition> drain(long nowSecond) {
    List<Addition> additions = new ArrayList<>();
    buckets
        .entrySet()
        .removeIf(
            entry ->
                !take(entry.getKey(), entry.getValue(), additions)
                    && entry.getKey().second() + KEEP_SUBJECTS_SECONDS < nowSecond);
    return additions;
  }

  private static boolean take(Bucket bucket, Counts counts, List<Addition> additions) {
    boolean taken = false;
    for (Arm arm : Arm.values()) {
      long served = counts.of(arm).getAndSet(0);
      if (served > 0) {
        taken = true;
        additions.add(new Addition(bucket.rollout(), arm, bucket.second(), served));
      }
    }
    return taken;
  }
}
