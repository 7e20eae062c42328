package io.sluice.rollout.simulation;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Prints what the verdict promises and what whole simulated rollouts show; see {@code ./sluice
 * bench verdict}. Arguments: runs of each row, and a seed. Exits with 1 when a row misses its
 * target.
 */
public final class VerdictBench {
  private static final double[] BASE_RATES = {0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2};
  private static final double MAX_FALSE = 0.01;
  private static final double MIN_THROUGH = 0.98;

  /** A quantile needs more runs than a share to be as sure, and these end early. */
  private static final int TIMES_AS_MANY = 10;

  private final PrintStream out;
  private final int runs;
  private final long seed;
  private int missed;

  private VerdictBench(PrintStream out, int runs, long seed) {
    this.out = out;
    this.runs = runs;
    this.seed = seed;
  }

  /** Runs it. */
  public static void main(String[] args) {
    int runs = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    VerdictBench bench = new VerdictBench(System.out, runs, seed);
    bench.run();
    System.exit(bench.missed == 0 ? 0 : 1);
  }

  private void run() {
    say(
        "%,d whole rollouts each (10%%, 50%%, 100%%, watch), alpha 1%%, seed %d, %d processors%n",
        runs, seed, Runtime.getRuntime().availableProcessors());
    say("%n%-48s %12s %12s%n", "no worse than stable", "rolled back", "reached all");
    say("%-48s %12s %12s%n", "  to reach", "<= 1%", ">= 98%");
    for (double rate : BASE_RATES) {
      harmless(
          String.format(Locale.ROOT, "both fail %.1f%%", rate * 100),
          Scenarios.healthy(rate),
          MIN_THROUGH);
    }
    say("%n%-48s %12s %12s%n", "unusual, and no worse than stable", "rolled back", "reached all");
    say("%-48s %12s%n", "  to reach", "<= 1%");
    Scenarios.harmless().forEach(named -> harmless(named.name(), named.scenario(), 0));
    say("%n%-48s %12s %12s%n", "worse: calls of the candidate until rollback", "median", "95%");
    say("  (%,d rollouts each)%n", TIMES_AS_MANY * runs);
    worse("errors on 50%, stable 0.1%", 0.001, 0.5, 12, 25);
    worse("errors on 50%, stable 2%", 0.02, 0.5, 12, 25);
    worse("5x: 10%, stable 2%", 0.02, 0.1, 115, 260);
    worse("2x: 4%, stable 2%", 0.02, 0.04, 1_050, 2_500);
    say("%n%s%n", missed == 0 ? "All targets met." : missed + " targets missed.");
  }

  private void harmless(String name, Scenario scenario, double minThrough) {
    Trial trial = Trial.of(scenario, runs, seed);
    boolean met = trial.rolledBack() <= MAX_FALSE && trial.gatesOpened() >= minThrough;
    row(name, percent(trial.rolledBack()), percent(trial.gatesOpened()), met);
  }

  private void worse(String name, double stable, double candidate, int median, int high) {
    Trial trial = Trial.of(Scenarios.worse(stable, candidate), TIMES_AS_MANY * runs, seed);
    double actualMedian = trial.callsToRollback(0.5);
    double actualHigh = trial.callsToRollback(0.95);
    row(
        name,
        String.format(Locale.ROOT, "%.0f (%,d)", actualMedian, median),
        String.format(Locale.ROOT, "%.0f (%,d)", actualHigh, high),
        actualMedian <= median && actualHigh <= high);
  }

  private void row(String name, String first, String second, boolean met) {
    missed += met ? 0 : 1;
    say("  %-46s %12s %12s%s%n", name, first, second, met ? "" : "   MISSED");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", share * 100);
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
    out.flush();
  }
}
