package io.sluice.rollout.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rollout.verdict.Finding.Regression;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A small seeded simulation of whole rollouts with the product's own verdict. */
class RolloutSimulationTest {
  private static final long SEED = 20260318;
  private static final int CALLS_PER_SECOND = 20;

  /** How one simulated rollout ended. */
  private record End(boolean rolledBack, boolean promoted, long candidateCalls) {}

  @Test
  void healthyCandidatesAreHardlyEverRolledBackAndReachAllTraffic() {
    int rolledBack = 0;
    int promoted = 0;
    int runs = 300;
    Random random = new Random(SEED);
    for (int run = 0; run < runs; run++) {
      End end = run(random, 0.02, 0.02, 200_000);
      rolledBack += end.rolledBack() ? 1 : 0;
      promoted += end.promoted() ? 1 : 0;
    }
    assertTrue(rolledBack <= 3, rolledBack + " of " + runs + " rolled back; seed " + SEED);
    assertTrue(promoted >= 0.98 * runs, promoted + " of " + runs + " promoted; seed " + SEED);
  }

  @Test
  void errorOnEverySecondCallIsCaughtWithinTensOfCandidateCalls() {
    int runs = 400;
    long[] calls = new long[runs];
    Random random = new Random(SEED);
    for (int run = 0; run < runs; run++) {
      End end = run(random, 0.02, 0.5, 20_000);
      assertTrue(end.rolledBack(), "seed " + SEED + ", run " + run);
      calls[run] = end.candidateCalls();
    }
    Arrays.sort(calls);
    assertTrue(calls[runs / 2] <= 13, "median " + calls[runs / 2] + "; seed " + SEED);
    assertTrue(calls[runs * 95 / 100] <= 27, "p95 " + calls[runs * 95 / 100] + "; seed " + SEED);
  }

  @Test
  void streamSplitOverCountersGivesTheSameEvidence() {
    double one = split(1);
    assertEquals(one, split(4), 1e-9);
    assertEquals(one, split(16), 1e-9);
  }

  /** The same stream, counted by several counters whose sums are added up for each bucket. */
  private static double split(int counters) {
    Random random = new Random(SEED);
    Random routing = new Random(counters);
    Evidence evidence = Evidence.NONE;
    for (int second = 0; second < 300; second++) {
      long[][] counts = new long[counters][4];
      for (int call = 0; call < 200; call++) {
        boolean candidate = random.nextInt(10) == 0;
        boolean bad = random.nextDouble() < (candidate ? 0.05 : 0.03);
        long[] counter = counts[routing.nextInt(counters)];
        counter[candidate ? 2 : 0]++;
        counter[candidate ? 3 : 1] += bad ? 1 : 0;
      }
      long[] sum = new long[4];
      for (long[] counter : counts) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += counter[i];
        }
      }
      evidence = evidence.fold(ErrorVerdictTest.bucket(second, sum[0], sum[1], sum[2], sum[3]));
    }
    return evidence.lnRegression();
  }

  private static End run(Random random, double stableRate, double candidateRate, int maxCalls) {
    Evidence evidence = Evidence.NONE;
    int percent = 10;
    for (int second = 0; second * CALLS_PER_SECOND < maxCalls; second++) {
      long[] counts = new long[4];
      for (int call = 0; call < CALLS_PER_SECOND; call++) {
        boolean candidate = random.nextInt(100) < percent;
        boolean bad = random.nextDouble() < (candidate ? candidateRate : stableRate);
        counts[candidate ? 2 : 0]++;
        counts[candidate ? 3 : 1] += bad ? 1 : 0;
      }
      evidence =
          evidence.fold(
              ErrorVerdictTest.bucket(second, counts[0], counts[1], counts[2], counts[3]));
      Finding finding =
          ErrorVerdict.judge(evidence, new Criteria(0.01, Margin.atShare(percent), 0.005));
      if (finding instanceof Regression) {
        return new End(true, false, evidence.candidate().served());
      }
      if (!(finding instanceof Finding.Inconclusive)) {
        if (percent == 50) {
          return new End(false, true, evidence.candidate().served());
        }
        percent = 50;
      }
    }
    return new End(false, false, evidence.candidate().served());
  }
}
