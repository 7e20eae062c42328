package io.sluice.registry.performance;

import org.jspecify.annotations.Nullable;

/**
 * Which measurements to list.
 *
 * @param metric name of one, or empty for all
 * @param version number of one, or null for all
 */
public record PerformanceFilter(String metric, @Nullable Integer version) {
  /** Every measurement. */
  public static final PerformanceFilter ALL = new PerformanceFilter("", null);
}
