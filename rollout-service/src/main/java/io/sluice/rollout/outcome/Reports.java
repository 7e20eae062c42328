package io.sluice.rollout.outcome;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.rollout.split.Arm;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Counts what apps say of their calls, by arm and status, for alarms. There from the start, since a
 * rate sees nothing of a series that begins with 1.
 */
final class Reports {
  private final Map<String, Counter> counters = new HashMap<>();

  Reports(MeterRegistry metrics) {
    for (Arm arm : Arm.values()) {
      for (OutcomeStatus status : OutcomeStatus.values()) {
        counters.put(
            key(arm, status),
            metrics.counter("sluice_reports", "arm", arm.wireName(), "status", status.wireName()));
      }
    }
  }

  /** Counts a report; one with nothing but feedback says nothing here. */
  void count(ReportedOutcome outcome) {
    OutcomeStatus status = outcome.status();
    if (status != null) {
      Objects.requireNonNull(counters.get(key(outcome.decision().arm(), status))).increment();
    }
  }

  private static String key(Arm arm, OutcomeStatus status) {
    return arm.wireName() + ' ' + status.wireName();
  }
}
