package io.sluice.rollout.simulation;

import io.sluice.rollout.simulation.Scenario.Moment;
import io.sluice.rollout.simulation.Scenario.Rates;
import io.sluice.rollout.verdict.Metric;
import java.util.List;

/** The worlds that the verdict is tried in. */
public final class Scenarios {
  private static final long MANY_CALLS = 1_000_000;

  /** How often calls of a version that is well fail. */
  static final double USUAL_RATE = 0.02;

  private static final int SUBJECTS = 3_000;
  private static final int OUTAGE_SECONDS = 120;

  private Scenarios() {}

  /** Both versions fail at one rate. */
  public static Scenario healthy(double rate) {
    return Scenario.errors(rate < 0.02 ? 50 : 20, MANY_CALLS, rate, rate);
  }

  /** The candidate is worse. Few calls a second, so that its calls can be told apart. */
  public static Scenario worse(double stable, double candidate) {
    return Scenario.errors(10, 300_000, stable, candidate);
  }

  /** Nothing differs in any of the four counted metrics. */
  public static Scenario healthyInAllMetrics() {
    return Scenario.errors(20, MANY_CALLS, 0, 0)
        .with(Metric.COUNTED)
        .with(
            (Rates)
                (metric, candidate, caller, moment) ->
                    switch (metric) {
                      case ERROR, CEILING -> 0.02;
                      case LATENCY -> candidate ? 0.04 : 0.05;
                      case FEEDBACK -> 0.01;
                      case COST -> candidate ? 0.04 : 0.05;
                    });
  }

  /**
   * The provider is down for both versions, from 1% to 30% errors, at a time in the first stage.
   */
  public static Scenario outageInStage() {
    return outage(moment -> moment.second() >= 20 && moment.second() < 20 + OUTAGE_SECONDS);
  }

  /** The same shortly after all gates have opened, where the baseline is frozen. */
  public static Scenario outageInWatch() {
    return outage(
        moment -> moment.watchSecond() >= 20 && moment.watchSecond() < 20 + OUTAGE_SECONDS);
  }

  private static Scenario outage(java.util.function.Predicate<Moment> down) {
    return Scenario.errors(20, MANY_CALLS, 0, 0)
        .with((Rates) (metric, candidate, caller, moment) -> down.test(moment) ? 0.3 : 0.01);
  }

  /** The candidate's good answers are reported ten seconds late, its errors at once. */
  public static Scenario slowSuccesses() {
    return healthy(0.05).with((Scenario.Delays) (candidate, bad) -> candidate && !bad ? 10 : 0);
  }

  /**
   * One of many subjects fails on every call, and calls more than anybody else. (Half of the runs
   * have it on the candidate sooner or later; it is alone in any case.)
   */
  public static Scenario alwaysFailingUser() {
    return healthy(0.02)
        .with(Callers.heavyTailed(SUBJECTS))
        .with((Rates) (metric, candidate, caller, moment) -> caller == 0 ? 1 : 0.02);
  }

  /** Few heavy users make most calls, and one in ten of all fails on every third call. */
  public static Scenario heavyUsers() {
    return healthy(0.02)
        .with(Callers.heavyTailed(SUBJECTS))
        .with((Rates) (metric, candidate, caller, moment) -> caller % 10 == 3 ? 0.33 : 0.005);
  }

  /** Everything that should not be rolled back, by name. */
  static List<Named> harmless() {
    return List.of(
        new Named("all four metrics, nothing differs", healthyInAllMetrics()),
        new Named("outage 1% to 30% on both, first stage", outageInStage()),
        new Named("outage 1% to 30% on both, in the watch", outageInWatch()),
        new Named("slow successes on the candidate", slowSuccesses()),
        new Named("one user who always fails", alwaysFailingUser()),
        new Named("heavy users, some unlucky", heavyUsers()));
  }

  /** A scenario with a name for people. */
  record Named(String name, Scenario scenario) {}
}
