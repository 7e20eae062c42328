package io.sluice.rollout.decay;

import io.sluice.rollout.decision.Decision;
import io.sluice.rollout.verdict.Decay;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reported calls of versions that are compared with no other, counted by this process and not
 * handed to the database yet. A process that is killed loses a second of it, which hides no decay.
 */
@Singleton
public class LiveCalls {
  /**
   * A version in five minutes.
   *
   * @param second its start, since the epoch
   */
  record Bucket(String environment, String prompt, int version, long second) {}

  /** Calls, and how many of them failed. */
  record Count(long calls, long bad) {
    Count plus(Count other) {
      return new Count(calls + other.calls, bad + other.bad);
    }
  }

  private final Map<Bucket, Count> counts = new ConcurrentHashMap<>();

  /** Counts the first report of a call; calls of a rollout have counters of their own. */
  public void add(Decision decision, boolean bad) {
    if (decision.rollout() == 0) {
      long second = decision.second() - Math.floorMod(decision.second(), Decay.BUCKET_SECONDS);
      add(
          new Bucket(decision.environment(), decision.prompt(), decision.version(), second),
          new Count(1, bad ? 1 : 0));
    }
  }

  private void add(Bucket bucket, Count count) {
    counts.merge(bucket, count, Count::plus);
  }

  /** Takes what was counted since the last time. */
  Map<Bucket, Count> drain() {
    Map<Bucket, Count> drained = new HashMap<>();
    for (Bucket bucket : counts.keySet()) {
      Count count = counts.remove(bucket);
      if (count != null) {
        drained.put(bucket, count);
      }
    }
    return drained;
  }

  /** Puts back what could not be stored. */
  void putBack(Map<Bucket, Count> drained) {
    drained.forEach(this::add);
  }
}
