package io.sluice.rollout.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A few whole rollouts of each kind, seeded; {@code ./sluice bench verdict} runs thousands. With 12
 * runs at a true rate of 1%, more than one is rolled back with one of 150 seeds; this one is fixed.
 */
class SimulatedRolloutTest {
  private static final long SEED = 20260318;
  private static final int RUNS = 12;

  static java.util.List<Scenarios.Named> harmless() {
    return Scenarios.harmless();
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void whatIsNoWorseIsHardlyEverRolledBack(Scenarios.Named named) {
    Trial trial = Trial.of(named.scenario(), RUNS, SEED);
    assertTrue(trial.rolledBack() <= 1.0 / RUNS, named.name() + ", seed " + SEED + ": " + trial);
  }

  @Test
  void healthyCandidatesReachAllTraffic() {
    Trial trial = Trial.of(Scenarios.healthy(0.05), RUNS, SEED);
    assertTrue(trial.gatesOpened() >= 0.9, "seed " + SEED + ": " + trial);
  }

  @Test
  void errorOnEverySecondCallIsCaughtWithinTensOfCandidateCalls() {
    Trial trial = Trial.of(Scenarios.worse(0.02, 0.5), 400, SEED);
    assertTrue(trial.callsToRollback(0.5) <= 14, "seed " + SEED);
    assertTrue(trial.callsToRollback(0.95) <= 30, "seed " + SEED);
  }

  @Test
  void sameSeedGivesTheSameRollouts() {
    assertEquals(
        Trial.of(Scenarios.worse(0.02, 0.1), 20, SEED),
        Trial.of(Scenarios.worse(0.02, 0.1), 20, SEED));
  }
}
