package io.sluice.rollout.simulation;

import io.sluice.rollout.verdict.Metric;
import java.util.List;

/**
 * A world in which a rollout takes place.
 *
 * @param callsPerSecond of all traffic
 * @param maxCalls after which a rollout that is still going on is given up
 * @param metrics that are reported
 * @param callers who calls
 * @param rates how often a call is bad
 * @param delays how late outcomes are reported
 */
public record Scenario(
    int callsPerSecond,
    long maxCalls,
    List<Metric> metrics,
    Callers callers,
    Rates rates,
    Delays delays) {

  /**
   * When a call is served.
   *
   * @param second of the rollout
   * @param watchSecond seconds since all gates opened; -1 before
   */
  public record Moment(long second, long watchSecond) {}

  /** How often a call of a caller is bad, by metric. */
  @FunctionalInterface
  public interface Rates {
    double of(Metric metric, boolean candidate, int caller, Moment moment);
  }

  /** Seconds until an outcome is reported. */
  @FunctionalInterface
  public interface Delays {
    int of(boolean candidate, boolean bad);
  }

  /** Calls without a subject that fail at one rate on each arm, reported at once. */
  public static Scenario errors(
      int callsPerSecond, long maxCalls, double stable, double candidate) {
    return new Scenario(
        callsPerSecond,
        maxCalls,
        List.of(Metric.ERROR),
        Callers.WITHOUT_SUBJECT,
        (metric, onCandidate, caller, moment) -> onCandidate ? candidate : stable,
        (onCandidate, bad) -> 0);
  }

  Scenario with(Callers others) {
    return new Scenario(callsPerSecond, maxCalls, metrics, others, rates, delays);
  }

  Scenario with(Rates others) {
    return new Scenario(callsPerSecond, maxCalls, metrics, callers, others, delays);
  }

  Scenario with(Delays others) {
    return new Scenario(callsPerSecond, maxCalls, metrics, callers, rates, others);
  }

  Scenario with(List<Metric> others) {
    return new Scenario(callsPerSecond, maxCalls, others, callers, rates, delays);
  }
}
