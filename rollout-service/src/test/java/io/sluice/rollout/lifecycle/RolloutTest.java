package io.sluice.rollout.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rollout.lifecycle.RolloutState.Completed;
import io.sluice.rollout.lifecycle.RolloutState.Paused;
import io.sluice.rollout.lifecycle.RolloutState.RolledBack;
import io.sluice.rollout.lifecycle.RolloutState.RollingBack;
import io.sluice.rollout.lifecycle.RolloutState.RollingOut;
import io.sluice.rollout.lifecycle.RolloutState.Superseded;
import io.sluice.rollout.lifecycle.RolloutState.Watching;
import io.sluice.rollout.lifecycle.Step.Refused;
import io.sluice.rollout.lifecycle.Step.Stay;
import io.sluice.rollout.lifecycle.Step.Transition;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.verdict.Evidence;
import io.sluice.rollout.verdict.Finding;
import io.sluice.rollout.verdict.Finding.Inconclusive.Why;
import io.sluice.rollout.verdict.Health;
import io.sluice.rollout.verdict.Margins;
import io.sluice.rollout.verdict.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RolloutTest {
  private static final Instant START = Instant.parse("2026-03-18T09:00:00Z");
  private static final PromptVersion V3 = new PromptVersion(3, "sha256:3", 30);
  private static final PromptVersion V4 = new PromptVersion(4, "sha256:4", 40);
  private static final PromptVersion V5 = new PromptVersion(5, "sha256:5", 50);
  private static final Target TARGET = new Target("production", "mail", V3, V4);
  private static final Plan PLAN =
      new Plan(
          List.of(10, 50, 100),
          Duration.ofMinutes(1),
          Duration.ofHours(48),
          5,
          Duration.ofSeconds(2),
          0.01,
          0.005,
          null,
          null);
  private static final Evidence EVIDENCE = Evidence.start(Baseline.NONE.metrics(), Margins.DEFAULT);
  private static final Finding HEALTHY =
      new Finding.Healthy(
          EVIDENCE, PLAN.criteria(10), new Health(Metric.ERROR, Health.Data.SOME, 3.5, 0));
  private static final Finding WORSE =
      new Finding.Regression(
          EVIDENCE, PLAN.criteria(10), Metric.ERROR, Finding.Basis.STABLE, 6, 5.5);
  private static final Finding SHARED =
      new Finding.SharedCause(
          EVIDENCE, PLAN.criteria(95), Metric.ERROR, Finding.Basis.BASELINE, 6, 5.5);
  private static final Finding UNCLEAR = unclear(Why.UNDECIDED);

  private static Finding unclear(Why why) {
    return new Finding.Inconclusive(EVIDENCE, PLAN.criteria(10), Metric.ERROR, why, 0, 5.5);
  }

  @Test
  void firstVersionGoesLiveAtOnce() {
    Transition start = Rollout.start(new Target("production", "mail", null, V3), PLAN, START);
    assertInstanceOf(Completed.class, start.state());
    assertEquals(List.of(new Effect.SwitchTraffic()), start.effects());
  }

  @Test
  void healthyCandidateGoesThroughEveryStageAndTheWatch() {
    Rollout rollout = started();
    assertEquals(new Traffic(V3, V4, 1, 1_000), rollout.traffic());
    assertInstanceOf(Stay.class, judge(rollout, HEALTHY, START.plusSeconds(59)));
    rollout = after(rollout, judge(rollout, HEALTHY, START.plusSeconds(60)));
    assertEquals(new Traffic(V3, V4, 2, 5_000), rollout.traffic());
    rollout = after(rollout, judge(rollout, HEALTHY, START.plusSeconds(120)));
    assertEquals(new Watching(START.plusSeconds(120)), rollout.state());
    assertEquals(new Traffic(V3, V4, 3, 9_500), rollout.traffic());
    Instant end = START.plusSeconds(120).plus(PLAN.watch());
    assertInstanceOf(Stay.class, judge(rollout, UNCLEAR, end.minusSeconds(1)));
    rollout = after(rollout, judge(rollout, UNCLEAR, end));
    assertEquals(new Completed(end), rollout.state());
    assertEquals(new Traffic(V4, null, 0, 0), rollout.traffic());
  }

  @Test
  void withoutEvidenceNothingIsPromotedHoweverLongItLasts() {
    assertInstanceOf(Stay.class, judge(started(), UNCLEAR, START.plus(Duration.ofDays(365))));
  }

  @Test
  void regressionTakesTrafficBackQuarantinesAndRevertsInThatOrder() {
    Rollout rollout = started();
    Transition back =
        assertInstanceOf(Transition.class, judge(rollout, WORSE, START.plusSeconds(5)));
    assertEquals(
        List.of(
            new Effect.Quarantine(V4),
            new Effect.SwitchTraffic(),
            new Effect.RevertInGit(V4, V3, WORSE.inWords())),
        back.effects());
    rollout = after(rollout, back);
    assertEquals(new Traffic(V3, null, 0, 0), rollout.traffic());
    assertInstanceOf(Stay.class, signal(rollout, new Signal.Desired(V4)));
    rollout = after(rollout, signal(rollout, new Signal.Desired(V3)));
    assertInstanceOf(RolledBack.class, rollout.state());
  }

  @Test
  void regressionInTheWatchRollsBackToo() {
    Rollout rollout = in(new Watching(START));
    assertInstanceOf(RollingBack.class, after(rollout, judge(rollout, WORSE, START)).state());
  }

  @Test
  void causeThatBothVersionsShareHoldsEverythingAndMissingOutcomesKeepTheWatchOpen() {
    Instant later = START.plus(Duration.ofDays(30));
    assertInstanceOf(Stay.class, judge(started(), SHARED, later));
    Rollout watched = in(new Watching(START));
    assertInstanceOf(Stay.class, judge(watched, SHARED, later));
    assertInstanceOf(Stay.class, judge(watched, unclear(Why.OUTCOMES_MISSING), later));
    assertInstanceOf(Stay.class, judge(watched, unclear(Why.ASKING_HOLD_BACK), later));
    assertInstanceOf(
        Completed.class, after(watched, judge(watched, unclear(Why.WATCHING), later)).state());
  }

  @Test
  void archivingEndsWhatIsGoingOnAndKeepsWhatWasLive() {
    Signal archived = new Signal.Archived("Nobody calls it.");
    Rollout young = started();
    Rollout ended = after(young, signal(young, archived));
    assertEquals(new RolloutState.Archived(false, "Nobody calls it.", START), ended.state());
    assertEquals(V3, ended.live());
    assertTrue(ended.state().isOver());
    Rollout watched = in(new Watching(START));
    assertEquals(V4, after(watched, signal(watched, archived)).live());
    Rollout back = in(new RollingBack("worse", START));
    assertEquals(new RolledBack("worse", START), after(back, signal(back, archived)).state());
    assertInstanceOf(Stay.class, signal(in(new Completed(START)), archived));
    assertInstanceOf(Stay.class, signal(ended, archived));
    assertInstanceOf(Stay.class, signal(ended, new Signal.Desired(V4)));
  }

  @Test
  void newerVersionSupersedesAndIsComparedWithWhatWasLive() {
    Rollout young = started();
    Rollout superseded = after(young, signal(young, new Signal.Desired(V5)));
    assertEquals(new Superseded(false, START), superseded.state());
    assertEquals(V3, superseded.live());
    Rollout watched = in(new Watching(START));
    superseded = after(watched, signal(watched, new Signal.Desired(V5)));
    assertEquals(new Superseded(true, START), superseded.state());
    assertEquals(V4, superseded.live());
    assertEquals(new Traffic(V4, null, 0, 0), superseded.traffic());
  }

  @Test
  void anotherApprovalEndsNoWatchButBeginsARolloutAnew() {
    Signal again = new Signal.Desired(new PromptVersion(4, V4.digest(), 41));
    assertInstanceOf(Stay.class, signal(in(new Watching(START)), again));
    assertInstanceOf(Stay.class, signal(in(new Paused(new Watching(START), "why", START)), again));
    Rollout young = started();
    assertEquals(new Superseded(false, START), after(young, signal(young, again)).state());
  }

  @Test
  void revertByHandInGitWithdrawsTheCandidate() {
    Rollout watched = in(new Watching(START));
    Rollout withdrawn = after(watched, signal(watched, new Signal.Desired(V3)));
    assertEquals(V3, withdrawn.live());
  }

  @Test
  void pauseHoldsTheShareButNotARollback() {
    Rollout rollout = started();
    rollout = after(rollout, signal(rollout, new Signal.Pause("olga", "looking at it")));
    assertEquals(1_000, rollout.traffic().candidateBuckets());
    assertInstanceOf(Stay.class, judge(rollout, HEALTHY, START.plusSeconds(600)));
    assertInstanceOf(Refused.class, signal(rollout, new Signal.Pause("olga", "again")));
    assertInstanceOf(
        RollingBack.class, after(rollout, judge(rollout, WORSE, START.plusSeconds(600))).state());
  }

  @Test
  void timeSpentPausedDoesNotCount() {
    Rollout rollout = in(new Paused(new Watching(START), "why", START.plusSeconds(100)));
    Step step = rollout.step(new Signal.Resume("olga", "fine"), START.plusSeconds(400));
    assertEquals(new Watching(START.plusSeconds(300)), after(rollout, step).state());
  }

  @Test
  void operatorPromotesOneGateAtATimeAndEndsTheWatch() {
    Rollout rollout = started();
    Signal promote = new Signal.Promote("olga", "we know it is good");
    rollout = after(rollout, signal(rollout, promote));
    assertEquals(new RollingOut(2, START), rollout.state());
    rollout = after(rollout, signal(rollout, promote));
    assertEquals(new Watching(START), rollout.state());
    rollout = after(rollout, signal(rollout, promote));
    assertEquals(new Completed(START), rollout.state());
    assertInstanceOf(Refused.class, signal(rollout, promote));
  }

  @Test
  void operatorRollsBackWhatIsLiveButNotAFirstVersion() {
    Signal back = new Signal.RollBack("olga", "customers complain");
    Rollout rollout = in(new Completed(START));
    Transition transition = assertInstanceOf(Transition.class, signal(rollout, back));
    assertEquals("Rolled back by olga: customers complain", reason(transition));
    Rollout first =
        new Rollout(new Target("production", "mail", null, V3), PLAN, new Completed(START));
    assertInstanceOf(Refused.class, signal(first, back));
  }

  @Test
  void withoutAWatchTheLastGateCompletes() {
    Plan plan =
        new Plan(
            List.of(100),
            Duration.ZERO,
            Duration.ZERO,
            0,
            Duration.ofSeconds(2),
            0.01,
            0.005,
            null,
            null);
    assertInstanceOf(Completed.class, Rollout.start(TARGET, plan, START).state());
  }

  @Test
  void whateverHappensARolledBackCandidateGetsNoTrafficAndTheShareOnlyGrows() {
    long seed = 42;
    Random random = new Random(seed);
    for (int run = 0; run < 2_000; run++) {
      Rollout rollout = started();
      Instant now = START;
      boolean back = false;
      int share = rollout.traffic().candidateBuckets();
      List<String> trace = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        now = now.plusSeconds(random.nextInt(40_000));
        Signal signal = randomSignal(random);
        Step step = rollout.step(signal, now);
        trace.add(signal.toString());
        if (!(step instanceof Transition transition)) {
          continue;
        }
        rollout = after(rollout, transition);
        back |= rollout.state() instanceof RollingBack;
        Traffic traffic = rollout.traffic();
        String where = "seed " + seed + ", run " + run + ": " + trace;
        if (back) {
          assertEquals(V3, traffic.stable(), where);
          assertNull(traffic.candidate(), where);
        }
        if (traffic.candidate() != null) {
          assertTrue(traffic.candidateBuckets() >= share, where);
          share = traffic.candidateBuckets();
        }
        boolean switches = transition.effects().contains(new Effect.SwitchTraffic());
        assertTrue(switches || !(rollout.state() instanceof RollingBack), "no switch in " + where);
      }
    }
  }

  private static Signal randomSignal(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> new Signal.Judged(WORSE);
      case 1, 2 -> new Signal.Judged(HEALTHY);
      case 3 -> new Signal.Judged(UNCLEAR);
      case 4 -> new Signal.Desired(List.of(V3, V4, V4, V4, V5).get(random.nextInt(5)));
      case 5 -> new Signal.Pause("olga", "why");
      case 6 -> new Signal.Resume("olga", "why");
      case 7 -> new Signal.Promote("olga", "why");
      default -> new Signal.RollBack("olga", "why");
    };
  }

  private static String reason(Transition transition) {
    return ((RollingBack) transition.state()).reason();
  }

  private static Rollout started() {
    return in(Rollout.start(TARGET, PLAN, START).state());
  }

  private static Rollout in(RolloutState state) {
    return new Rollout(TARGET, PLAN, state);
  }

  private static Step judge(Rollout rollout, Finding finding, Instant now) {
    return rollout.step(new Signal.Judged(finding), now);
  }

  private static Step signal(Rollout rollout, Signal signal) {
    return rollout.step(signal, START);
  }

  private static Rollout after(Rollout rollout, Step step) {
    return new Rollout(
        rollout.target(), rollout.plan(), assertInstanceOf(Transition.class, step).state());
  }
}
