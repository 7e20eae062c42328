package io.sluice.rollout.verdict;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about a rollout. Immutable.
 *
 * @param metrics the metrics that are counted; one without a frozen baseline is not there
 * @param watchStart what was known of each when the watch began; null before
 */
public record Evidence(
    Map<Metric, MetricEvidence> metrics, @Nullable Map<Metric, MetricEvidence> watchStart) {
  public Evidence {
    metrics = Map.copyOf(metrics);
    watchStart = watchStart == null ? null : Map.copyOf(watchStart);
  }

  /** Before the first outcome. */
  public static Evidence start(Set<Metric> counted, Margins margins) {
    Map<Metric, MetricEvidence> metrics = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.COUNTED) {
      if (counted.contains(metric)) {
        metrics.put(metric, MetricEvidence.start(margins.of(metric)));
      }
    }
    return new Evidence(metrics, null);
  }

  /** With one more closed bucket, or the late part of one that was folded before. */
  public Evidence fold(Bucket bucket) {
    MetricEvidence before = metrics.get(bucket.metric());
    if (before == null) {
      return this;
    }
    Map<Metric, MetricEvidence> next = new EnumMap<>(metrics);
    next.put(bucket.metric(), before.fold(bucket));
    return new Evidence(next, watchStart);
  }

  /** From now on the candidate is also held against what the stable version has shown so far. */
  public Evidence startWatch() {
    return watchStart == null ? new Evidence(metrics, metrics) : this;
  }

  /** What the stable version has shown. */
  public Tally stable(Metric metric) {
    MetricEvidence known = metrics.get(source(metric));
    return known == null ? Tally.NONE : known.stable();
  }

  /** What the candidate has shown. */
  public Tally candidate(Metric metric) {
    MetricEvidence known = metrics.get(source(metric));
    return known == null ? Tally.NONE : known.candidate();
  }

  /** What the stable version had shown when the watch began: the frozen baseline. */
  Tally frozen(Metric metric) {
    return atWatchStart(metric, true);
  }

  Tally stableInWatch(Metric metric) {
    return stable(metric).minus(atWatchStart(metric, true));
  }

  Tally candidateInWatch(Metric metric) {
    return candidate(metric).minus(atWatchStart(metric, false));
  }

  private Tally atWatchStart(Metric metric, boolean stable) {
    MetricEvidence known = watchStart == null ? null : watchStart.get(source(metric));
    if (known == null) {
      return Tally.NONE;
    }
    return stable ? known.stable() : known.candidate();
  }

  private static Metric source(Metric metric) {
    return metric == Metric.CEILING ? Metric.ERROR : metric;
  }
}
