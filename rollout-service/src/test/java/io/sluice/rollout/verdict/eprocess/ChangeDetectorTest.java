package io.sluice.rollout.verdict.eprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The alarm of a rate that decays, at an unknown time. */
class ChangeDetectorTest {
  private static final long SEED = 20260402;
  private static final int UNITS = 500;
  private static final int MONTH = 30 * 24 * 12;

  @Test
  void recursionIsTheHandComputedOne() {
    ChangeDetector detector = ChangeDetector.of(0.3).next(1, 1);
    // Alternatives 0.42, 0.6 and 0.9; R starts at 0.
    double first = 0.42 / 0.3 * (0.58 / 0.7);
    assertEquals(Math.log(first), detector.lnR().getFirst(), 1e-12);
    assertEquals(Math.log((1 + first) * first), detector.next(1, 1).lnR().getFirst(), 1e-12);
  }

  @Test
  void monthAtTheBoundGivesNoAlarm() {
    SplittableRandom random = new SplittableRandom(SEED);
    ChangeDetector detector = ChangeDetector.of(0.02);
    for (int bucket = 0; bucket < MONTH; bucket++) {
      detector = next(detector, random, 0.02);
      assertFalse(detector.alarms(), "seed " + SEED + ", bucket " + bucket);
    }
  }

  @Test
  void rateThatDoublesAfterAMonthIsSeenWithinTwoHours() {
    SplittableRandom random = new SplittableRandom(SEED);
    ChangeDetector detector = ChangeDetector.of(0.02);
    for (int bucket = 0; bucket < MONTH; bucket++) {
      detector = next(detector, random, 0.015);
    }
    int buckets = 0;
    while (!detector.alarms()) {
      detector = next(detector, random, 0.04);
      buckets++;
      assertTrue(buckets <= 24, "seed " + SEED);
    }
  }

  private static ChangeDetector next(
      ChangeDetector detector, SplittableRandom random, double rate) {
    int bad = 0;
    for (int i = 0; i < UNITS; i++) {
      bad += random.nextDouble() < rate ? 1 : 0;
    }
    return detector.next(bad, UNITS - bad);
  }
}
