package io.sluice.rollout.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.rollout.simulation.SimulatedRollout.Result;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * What a few rollouts through HTTP should show if the service does what the simulation does; see
 * {@code ./sluice bench verdict --http}. Arguments: how many rollouts of each scenario, simulated
 * runs to expect from, and a seed. Prints JSON.
 */
public final class ExpectedFigures {
  private static final int SAMPLES = 2_000;

  /** A figure of rollouts that behave as simulated is in its range in 99 of 100 cases. */
  private static final double OUTSIDE = 0.005;

  private static final double HIGH = 0.95;

  private ExpectedFigures() {}

  /** Both ends belong to it. Infinite where so many of the rollouts may never get there. */
  public record Range(double low, double high) {}

  /**
   * A scenario and what is counted in it until its end: for a candidate that is worse its own calls
   * until it is rolled back, else all calls until it has all traffic.
   *
   * @param stable share of the stable version's calls that fail
   * @param candidate share of the candidate's calls that fail
   * @param median of that count over the rollouts
   * @param high its 95th percentile
   */
  public record Expected(
      String name, int callsPerSecond, double stable, double candidate, Range median, Range high) {}

  /** Prints them. */
  public static void main(String[] args) throws JsonProcessingException {
    int rollouts = Integer.parseInt(args[0]);
    int runs = Integer.parseInt(args[1]);
    long seed = Long.parseLong(args[2]);
    List<Expected> expected =
        List.of(
            worse("errors on 50%", 10, 0.5, rollouts, runs, seed),
            worse("2x: 4%", 50, 0.04, rollouts, runs, seed),
            healthy(rollouts, runs, seed));
    System.out.println(new ObjectMapper().writeValueAsString(expected));
  }

  private static Expected worse(
      String name, int callsPerSecond, double candidate, int rollouts, int runs, long seed) {
    Scenario scenario = Scenario.errors(callsPerSecond, 300_000, Scenarios.USUAL_RATE, candidate);
    return expected(
        name,
        scenario,
        candidate,
        Result::callsToRollback,
        rollouts,
        Trial.of(scenario, runs, seed));
  }

  private static Expected healthy(int rollouts, int runs, long seed) {
    Scenario scenario = Scenario.errors(100, 1_000_000, Scenarios.USUAL_RATE, Scenarios.USUAL_RATE);
    return expected(
        "no worse: 2%",
        scenario,
        Scenarios.USUAL_RATE,
        Result::callsToAllTraffic,
        rollouts,
        Trial.of(scenario, runs, seed));
  }

  private static Expected expected(
      String name,
      Scenario scenario,
      double candidate,
      ToDoubleFunction<Result> count,
      int rollouts,
      Trial trial) {
    double[] counts = trial.results().stream().mapToDouble(count).toArray();
    double[] medians = new double[SAMPLES];
    double[] highs = new double[SAMPLES];
    SplittableRandom random = new SplittableRandom(counts.length);
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[] drawn =
          random.ints(rollouts, 0, counts.length).mapToDouble(i -> counts[i]).sorted().toArray();
      medians[sample] = Trial.quantile(drawn, 0.5);
      highs[sample] = Trial.quantile(drawn, HIGH);
    }
    return new Expected(
        name,
        scenario.callsPerSecond(),
        Scenarios.USUAL_RATE,
        candidate,
        range(medians),
        range(highs));
  }

  private static Range range(double[] figures) {
    Arrays.sort(figures);
    return new Range(Trial.quantile(figures, OUTSIDE), Trial.quantile(figures, 1 - OUTSIDE));
  }
}
