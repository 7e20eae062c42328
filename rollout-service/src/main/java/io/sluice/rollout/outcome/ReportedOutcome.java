package io.sluice.rollout.outcome;

import io.sluice.rollout.decision.Decision;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.verdict.Metric;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An outcome whose decision token was verified.
 *
 * @param status null when only feedback was given
 */
record ReportedOutcome(
    Decision decision,
    @Nullable OutcomeStatus status,
    @Nullable Long latencyMs,
    @Nullable Double costUsd,
    @Nullable Feedback feedback) {

  /** Two reports about the same call as one: in each respect the worse one counts. */
  ReportedOutcome worse(ReportedOutcome other) {
    boolean otherStatus = status == null || (!status.isBad() && other.isError());
    boolean otherFeedback = feedback == null || other.feedback == Feedback.DOWN;
    return new ReportedOutcome(
        decision,
        otherStatus ? other.status : status,
        max(latencyMs, other.latencyMs),
        max(costUsd, other.costUsd),
        otherFeedback ? other.feedback : feedback);
  }

  private boolean isError() {
    return status != null && status.isBad();
  }

  private static <T extends Comparable<T>> @Nullable T max(@Nullable T a, @Nullable T b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** The metrics that it says something about. */
  Set<Metric> reported(Baseline baseline) {
    Set<Metric> metrics = EnumSet.noneOf(Metric.class);
    if (status != null) {
      metrics.add(Metric.ERROR);
    }
    if (latencyMs != null) {
      metrics.add(Metric.LATENCY);
    }
    if (costUsd != null) {
      metrics.add(Metric.COST);
    }
    if (feedback != null) {
      metrics.add(Metric.FEEDBACK);
    }
    metrics.retainAll(baseline.metrics());
    return metrics;
  }

  /** The metrics of which it is a bad event. */
  Set<Metric> bad(Baseline baseline) {
    boolean candidate = decision.arm() == Arm.CANDIDATE;
    Set<Metric> metrics = EnumSet.noneOf(Metric.class);
    if (isError()) {
      metrics.add(Metric.ERROR);
    }
    if (latencyMs != null && baseline.isSlow(latencyMs, candidate)) {
      metrics.add(Metric.LATENCY);
    }
    if (costUsd != null && baseline.isDear(costUsd, candidate)) {
      metrics.add(Metric.COST);
    }
    if (feedback == Feedback.DOWN) {
      metrics.add(Metric.FEEDBACK);
    }
    return metrics;
  }

  /** What it counts for, two bits for each metric: reported, and bad. */
  int counted(Baseline baseline) {
    int mask = 0;
    for (Metric metric : reported(baseline)) {
      mask |= reportedBit(metric);
    }
    for (Metric metric : bad(baseline)) {
      mask |= badBit(metric);
    }
    return mask;
  }

  static int reportedBit(Metric metric) {
    return 1 << 2 * Metric.COUNTED.indexOf(metric);
  }

  static int badBit(Metric metric) {
    return reportedBit(metric) << 1;
  }
}
