package io.sluice.rollout.verdict;

import java.util.List;

/** What a version is judged by; each has its share of alpha. */
public enum Metric {
  /** Errors and outputs that do not fit the schema. */
  ERROR("error", "errors", 0.4, 1),
  /** Calls slower than the stable version's frozen 95th percentile. */
  LATENCY("latency", "latency", 0.2, 1),
  /** Thumbs down, of served decisions. It comes late, so its buckets are long. */
  FEEDBACK("feedback", "feedback", 0.2, 300),
  /** Calls dearer than the stable version's frozen 95th percentile. */
  COST("cost", "cost", 0.1, 1),
  /** Errors again, against the plan's absolute ceiling. */
  CEILING("ceiling", "the ceiling", 0.1, 1);

  /** Those with counters of their own; {@link #CEILING} reads the counters of errors. */
  public static final List<Metric> COUNTED = List.of(ERROR, LATENCY, FEEDBACK, COST);

  private final String wireName;
  private final String inWords;
  private final double weight;
  private final int bucketSeconds;

  Metric(String wireName, String inWords, double weight, int bucketSeconds) {
    this.wireName = wireName;
    this.inWords = inWords;
    this.weight = weight;
    this.bucketSeconds = bucketSeconds;
  }

  /** The counted metric of a name in the database. */
  public static Metric counted(String wireName) {
    for (Metric metric : COUNTED) {
      if (metric.wireName.equals(wireName)) {
        return metric;
      }
    }
    throw new IllegalArgumentException("No metric has counters named " + wireName);
  }

  /** The name in JSON and in the database. */
  public String wireName() {
    return wireName;
  }

  /** Its share in the sum of evidence; all shares add up to 1. */
  public double weight() {
    return weight;
  }

  /** Width of its serve-time buckets. */
  public int bucketSeconds() {
    return bucketSeconds;
  }

  /** Start of the bucket that a second is in. */
  public long bucket(long second) {
    return second - Math.floorMod(second, (long) bucketSeconds);
  }

  String inWords() {
    return inWords;
  }
}
