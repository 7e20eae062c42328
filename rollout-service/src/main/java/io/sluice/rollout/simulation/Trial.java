package io.sluice.rollout.simulation;

import io.sluice.rollout.simulation.SimulatedRollout.End;
import io.sluice.rollout.simulation.SimulatedRollout.Result;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The results of many runs of one scenario.
 *
 * @param results in the order of the runs; the same seed gives the same ones
 */
public record Trial(List<Result> results) {
  public Trial {
    results = List.copyOf(results);
  }

  /** Runs a scenario many times, on all processors. */
  public static Trial of(Scenario scenario, int runs, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    long[] each = new long[runs];
    for (int run = 0; run < runs; run++) {
      each[run] = seeds.nextLong();
    }
    return new Trial(
        IntStream.range(0, runs)
            .parallel()
            .mapToObj(run -> SimulatedRollout.run(scenario, new SplittableRandom(each[run])))
            .toList());
  }

  /** Share of runs that were rolled back. */
  public double rolledBack() {
    return share(End.ROLLED_BACK);
  }

  /** Share of runs in which the candidate reached all traffic. */
  public double gatesOpened() {
    return (double) results.stream().filter(Result::gatesOpened).count() / results.size();
  }

  /** Share of runs with an end. */
  public double share(End end) {
    return (double) results.stream().filter(result -> result.end() == end).count() / results.size();
  }

  /**
   * A quantile of the candidate's calls until it was rolled back; runs that were not count as
   * infinitely many.
   */
  public double callsToRollback(double quantile) {
    return quantile(
        results.stream().mapToDouble(Result::callsToRollback).sorted().toArray(), quantile);
  }

  /** A quantile of sorted values: the smallest that at least so large a share is not above. */
  static double quantile(double[] sorted, double quantile) {
    return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
  }
}
