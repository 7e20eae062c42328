package io.sluice.rollout.count;

/**
 * A class of calls of one version that took, or cost, about the same.
 *
 * @param metric {@code latency} or {@code cost}
 * @param number of the class, see {@link Percentile}
 */
record CallClass(String environment, String prompt, int version, String metric, int number) {}
