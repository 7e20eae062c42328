package io.sluice.rollout.count;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles from counts of logarithmic classes, each 2% wide, so that counts of all replicas can
 * be added up. A percentile is off by 2% at most, upwards.
 */
final class Percentile {
  private static final double LN_WIDTH = Math.log(1.02);

  /** Nothing takes or costs less: a millionth of a cent, a nanosecond in milliseconds. */
  private static final double SMALLEST = 1e-8;

  private Percentile() {}

  /** The class of a value. */
  static int classOf(double value) {
    return (int) Math.floor(Math.log(Math.max(value, SMALLEST)) / LN_WIDTH);
  }

  /**
   * Upper end of the class that a quantile is in; null with fewer values than wanted.
   *
   * @param counts by class
   * @param quantile between 0 and 1
   */
  static @Nullable Double of(Map<Integer, Long> counts, double quantile, long minCount) {
    long total = total(counts);
    if (total < minCount || total == 0) {
      return null;
    }
    long below = 0;
    for (Map.Entry<Integer, Long> entry : new TreeMap<>(counts).entrySet()) {
      below += entry.getValue();
      if (below >= quantile * total) {
        return Math.exp((entry.getKey() + 1) * LN_WIDTH);
      }
    }
    return null;
  }

  static long total(Map<Integer, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
