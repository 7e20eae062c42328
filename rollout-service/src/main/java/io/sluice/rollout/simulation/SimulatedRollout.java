package io.sluice.rollout.simulation;

import io.sluice.rollout.lifecycle.Plan;
import io.sluice.rollout.lifecycle.PromptVersion;
import io.sluice.rollout.lifecycle.Rollout;
import io.sluice.rollout.lifecycle.RolloutState;
import io.sluice.rollout.lifecycle.Signal;
import io.sluice.rollout.lifecycle.Step;
import io.sluice.rollout.lifecycle.Target;
import io.sluice.rollout.simulation.Scenario.Moment;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Salt;
import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.Bucket;
import io.sluice.rollout.verdict.Evidence;
import io.sluice.rollout.verdict.Judgement;
import io.sluice.rollout.verdict.Margins;
import io.sluice.rollout.verdict.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One rollout from its start to its end in a simulated world. */
public final class SimulatedRollout {
  /** How it ended. */
  public enum End {
    ROLLED_BACK,
    /** All gates opened and the watch went by. */
    COMPLETED,
    /** Neither, within the calls that it was given. */
    UNDECIDED
  }

  /**
   * What became of it.
   *
   * @param candidateCalls units on the candidate that the evidence had when it ended
   * @param callsToAllTraffic calls of both versions until the candidate got all traffic; infinite
   *     when it never did
   */
  public record Result(End end, long candidateCalls, double callsToAllTraffic) {
    /** Whether the candidate reached all traffic. */
    public boolean gatesOpened() {
      return Double.isFinite(callsToAllTraffic);
    }

    /** The candidate's calls until it was rolled back; infinite when it was not. */
    public double callsToRollback() {
      return end == End.ROLLED_BACK ? candidateCalls : Double.POSITIVE_INFINITY;
    }
  }

  /** Seconds that the watch lasts here: at its traffic as good as two days of a quiet prompt. */
  static final int WATCH_SECONDS = 1_000;

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Plan PLAN =
      new Plan(
          List.of(10, 50, 100),
          Duration.ZERO,
          Duration.ofSeconds(WATCH_SECONDS),
          5,
          Duration.ZERO,
          0.01,
          0.005,
          Margins.DEFAULT,
          null);

  /** An outcome on its way. */
  private record Outcome(
      Metric metric,
      Counters.Group group,
      @Nullable Unit subject,
      boolean candidate,
      boolean bad) {}

  private final Scenario scenario;
  private final RandomGenerator random;
  private final Salt salt;
  private final Map<Metric, Counters> counters = new HashMap<>();
  private final Map<Long, List<Outcome>> late = new HashMap<>();
  private final Unit[] units;
  private Rollout rollout;
  private Evidence evidence;
  private long watchSince = -1;

  private SimulatedRollout(Scenario scenario, RandomGenerator random, int subjects) {
    this.scenario = scenario;
    this.random = random;
    this.salt = new Salt("production", "simulated", "sha256:" + random.nextLong());
    this.units = new Unit[subjects];
    Target target =
        new Target(
            "production",
            "simulated",
            new PromptVersion(1, "sha256:1", 1),
            new PromptVersion(2, "sha256:2", 2));
    this.rollout = new Rollout(target, PLAN, Rollout.start(target, PLAN, START).state());
    EnumSet<Metric> metrics = EnumSet.copyOf(scenario.metrics());
    this.evidence = Evidence.start(metrics, PLAN.margins());
    metrics.forEach(metric -> counters.put(metric, new Counters(metric)));
  }

  /** Runs one. */
  public static Result run(Scenario scenario, RandomGenerator random) {
    return new SimulatedRollout(scenario, random, scenario.callers().size()).run();
  }

  private Result run() {
    long calls = 0;
    for (long second = 0; calls < scenario.maxCalls(); second++) {
      serveSecond(second);
      calls += scenario.callsPerSecond();
      for (Outcome outcome : late.getOrDefault(second, List.of())) {
        report(outcome);
      }
      late.remove(second);
      step(second);
      RolloutState state = rollout.state();
      if (state instanceof RolloutState.RollingBack) {
        return result(End.ROLLED_BACK);
      }
      if (state instanceof RolloutState.Completed) {
        return result(End.COMPLETED);
      }
    }
    return result(End.UNDECIDED);
  }

  private Result result(End end) {
    double callsToAllTraffic =
        watchSince < 0
            ? Double.POSITIVE_INFINITY
            : (double) (watchSince + 1) * scenario.callsPerSecond();
    return new Result(end, evidence.candidate(Metric.ERROR).served(), callsToAllTraffic);
  }

  private void serveSecond(long second) {
    Moment moment = new Moment(second, watchSince < 0 ? -1 : second - watchSince);
    int buckets = rollout.traffic().candidateBuckets();
    for (int call = 0; call < scenario.callsPerSecond(); call++) {
      int caller = scenario.callers().next(random);
      Unit subject = scenario.callers().hasSubjects() ? unit(caller) : null;
      Unit unit = subject == null ? new Unit(random.nextLong(), 0) : subject;
      boolean candidate = unit.arm(buckets) == Arm.CANDIDATE;
      for (Metric metric : scenario.metrics()) {
        boolean bad = random.nextDouble() < scenario.rates().of(metric, candidate, caller, moment);
        Counters counted = counter(metric);
        Outcome outcome =
            new Outcome(metric, counted.serve(subject, candidate), subject, candidate, bad);
        int delay = scenario.delays().of(candidate, bad);
        if (delay == 0) {
          report(outcome);
        } else {
          late.computeIfAbsent(second + delay, s -> new ArrayList<>()).add(outcome);
        }
      }
    }
  }

  private void report(Outcome outcome) {
    counter(outcome.metric())
        .report(outcome.group(), outcome.subject(), outcome.candidate(), outcome.bad());
  }

  private void step(long second) {
    // As in the service: where all gates are open, nobody waits for units of the other arm.
    List<Bucket> buckets = fold(second, watchSince >= 0);
    Judgement judgement =
        new Judgement(evidence, buckets, PLAN.criteria(rollout.traffic().percent()));
    evidence = judgement.after();
    Instant now = START.plusSeconds(second);
    if (rollout.step(new Signal.Judged(judgement.finding()), now) instanceof Step.Transition t) {
      rollout = new Rollout(rollout.target(), PLAN, t.state());
      for (Bucket rest : fold(second, true)) {
        evidence = evidence.fold(rest);
      }
      if (t.state() instanceof RolloutState.Watching) {
        evidence = evidence.startWatch();
        watchSince = second;
      }
    }
  }

  private List<Bucket> fold(long second, boolean all) {
    List<Bucket> buckets = new ArrayList<>();
    for (Metric metric : scenario.metrics()) {
      buckets.addAll(counter(metric).tick(second, evidence.candidate(metric).units(), all));
    }
    buckets.sort(Comparator.comparingLong(Bucket::second).thenComparing(Bucket::metric));
    return buckets;
  }

  private Counters counter(Metric metric) {
    Counters known = counters.get(metric);
    if (known == null) {
      throw new IllegalStateException(metric + " is not simulated");
    }
    return known;
  }

  private Unit unit(int caller) {
    Unit known = units[caller];
    if (known == null) {
      known = salt.unit("subject-" + caller);
      units[caller] = known;
    }
    return known;
  }
}
