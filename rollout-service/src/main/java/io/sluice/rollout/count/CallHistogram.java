package io.sluice.rollout.count;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How long calls took and what they cost, counted by this process and not handed to the database
 * yet. A process that is killed loses half a second of it, which moves no percentile.
 */
@ApplicationScoped
public class CallHistogram {
  private final Map<CallClass, Long> calls = new ConcurrentHashMap<>();

  /** Counts a call that was reported for the first time. */
  public void add(
      String environment,
      String prompt,
      int version,
      @Nullable Long latencyMs,
      @Nullable Double costUsd) {
    if (latencyMs != null) {
      int number = Percentile.classOf(latencyMs);
      add(new CallClass(environment, prompt, version, "latency", number), 1);
    }
    if (costUsd != null) {
      int number = Percentile.classOf(costUsd);
      add(new CallClass(environment, prompt, version, "cost", number), 1);
    }
  }

  private void add(CallClass one, long number) {
    calls.merge(one, number, Long::sum);
  }

  /** Takes what was counted since the last time. */
  Map<CallClass, Long> drain() {
    Map<CallClass, Long> drained = new HashMap<>();
    for (CallClass one : calls.keySet()) {
      Long number = calls.remove(one);
      if (number != null) {
        drained.put(one, number);
      }
    }
    return drained;
  }

  /** Puts back what could not be stored. */
  void putBack(Map<CallClass, Long> drained) {
    drained.forEach(this::add);
  }
}
