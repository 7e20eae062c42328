package io.sluice.review.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void noMoreCallsAtOnceThanAllowed() {
    Allowance allowance = new Allowance(2, 6_000, 1_000_000, T0);
    assertTrue(allowance.take(10, T0));
    assertTrue(allowance.take(10, T0));
    assertFalse(allowance.take(10, T0));
    allowance.done(10, 10);
    assertTrue(allowance.take(10, T0));
  }

  /** A seeded hour: never more in any minute than a minute's worth and one burst. */
  @Test
  void neverMoreInAMinuteThanTheLimitAndABurst() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Allowance allowance = new Allowance(100, 60, 1_000_000_000, T0);
    int[] perSecond = new int[600];
    for (int second = 0; second < perSecond.length; second++) {
      Instant now = T0.plusSeconds(second);
      for (int i = random.nextInt(5); i > 0; i--) {
        if (allowance.take(1, now)) {
          perSecond[second]++;
          allowance.done(1, 1);
        }
      }
    }
    int sum = 0;
    for (int second = 0; second < perSecond.length; second++) {
      sum += perSecond[second] - (second >= 60 ? perSecond[second - 60] : 0);
      assertTrue(sum <= 60 + 10, sum + " in a minute, seed " + seed);
    }
  }

  @Test
  void aCallThatOverdrawsTheTokensMakesTheNextOneWait() {
    Allowance allowance = new Allowance(10, 6_000, 6_000, T0);
    assertTrue(allowance.take(4_000, T0), "larger than the bucket of 1,000, and sent");
    assertFalse(allowance.take(1, T0));
    assertFalse(allowance.take(1, T0.plusSeconds(29)));
    assertTrue(allowance.take(1, T0.plusSeconds(31)));
  }

  @Test
  void whatWasNotUsedIsGivenBackAndWhatWasNotSentIsUndone() {
    Allowance allowance = new Allowance(10, 6, 600, T0);
    assertTrue(allowance.take(100, T0));
    assertFalse(allowance.take(1, T0), "one request at once, at six a minute");
    allowance.undo(100);
    assertTrue(allowance.take(100, T0));
    allowance.done(100, 0);
    assertEquals(0, allowance.free(T0));
    assertEquals(1, allowance.free(T0.plusSeconds(10)));
  }

  @Test
  void aProviderThatWantsToBeLeftAloneIs() {
    Allowance allowance = new Allowance(10, 6_000, 6_000, T0);
    allowance.pause(T0.plusSeconds(30));
    allowance.pause(T0.plusSeconds(5));
    assertFalse(allowance.take(1, T0.plusSeconds(29)));
    assertTrue(allowance.take(1, T0.plusSeconds(30)));
  }

  @Test
  void waitsGrowAndStayWithinTheirBounds() {
    assertEquals(Duration.ofMillis(250), Backoff.delay(1, null, 0));
    assertEquals(Duration.ofMillis(500), Backoff.delay(1, null, 1));
    assertEquals(Duration.ofSeconds(2), Backoff.delay(4, null, 0));
    assertEquals(Duration.ofSeconds(60), Backoff.delay(30, null, 1));
    assertEquals(Duration.ofSeconds(7), Backoff.delay(1, Duration.ofSeconds(7), 0));
    assertEquals(Duration.ofMillis(7_700), Backoff.delay(1, Duration.ofSeconds(7), 1));
    assertEquals(Duration.ofMinutes(10), Backoff.delay(1, Duration.ofDays(3), 0));
  }

  @Test
  void aCostIsExact() {
    Price price = new Price("m", new BigDecimal("0.15"), new BigDecimal("0.6"), "2026-01-01");
    assertEquals(0, new BigDecimal("0.00000135").compareTo(price.of(new Usage(1, 2, false))));
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < 1_000_000; i++) {
      sum = sum.add(price.of(new Usage(1, 2, false)));
    }
    assertEquals(0, new BigDecimal("1.35").compareTo(sum));
  }
}
