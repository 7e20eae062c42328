package io.sluice.rollout.verdict;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rollout.lifecycle.Plan;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecayRuleTest {
  private static final Plan PLAN =
      new Plan(
          List.of(10, 50, 100),
          Duration.ZERO,
          Duration.ofHours(48),
          5,
          Duration.ZERO,
          0.01,
          0.005,
          Margins.DEFAULT,
          null);

  private static Decay since(long bad, long calls) {
    return Decay.since(new Tally(calls, bad, bad, calls), PLAN.criteria(100));
  }

  @Test
  void aVersionOfWhichTooLittleIsKnownIsNotWatched() {
    assertNull(since(0, 0));
    assertNull(since(3, 4));
    assertNotNull(since(20, 1_000));
  }

  @Test
  void theBoundIsAboveWhatWasShownAndComesCloserWithMoreCalls() {
    double few = since(20, 1_000).bound();
    double many = since(2_000, 100_000).bound();
    assertTrue(0.02 * 1.15 < many && many < few, few + " and " + many);
  }

  /** A year of buckets at the usual rate, then twice of it. */
  @Test
  void aYearAsUsualIsNoDecayAndTwiceTheErrorsAreOneWithinHours() {
    SplittableRandom random = new SplittableRandom(5);
    Decay decay = since(2_000, 100_000);
    for (int bucket = 0; bucket < 105_120; bucket++) {
      decay = decay.after(failed(random, 0.02), 200);
      assertFalse(decay.hasDecayed(), "after " + bucket + " buckets");
    }
    int buckets = 0;
    while (!decay.hasDecayed()) {
      decay = decay.after(failed(random, 0.04), 200);
      buckets++;
      assertTrue(buckets < 100, "not seen within eight hours");
    }
  }

  private static long failed(SplittableRandom random, double rate) {
    long failed = 0;
    for (int i = 0; i < 200; i++) {
      failed += random.nextDouble() < rate ? 1 : 0;
    }
    return failed;
  }
}
