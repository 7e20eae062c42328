package io.sluice.review.job;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpendingTest {
  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount);
  }

  @Test
  void nothingIsSentThatCouldExceedTheBudget() {
    Spending spending = new Spending(usd("1"), usd("0.5"), usd("0.2"));
    assertTrue(spending.reserve(usd("0.3")));
    assertFalse(spending.reserve(usd("0.000001")));
    assertFalse(spending.isExhausted(), "what is under way may make room");
  }

  @Test
  void itIsExhaustedWhenNothingFitsAndNothingIsUnderWay() {
    Spending spending = new Spending(usd("1"), usd("0.9"), usd("0"));
    assertFalse(spending.isExhausted());
    assertFalse(spending.reserve(usd("0.2")));
    assertTrue(spending.isExhausted());
  }

  @Test
  void whatMayHaveBeenPaidIsCountedAsPaid() {
    Spending spending = new Spending(usd("1"), usd("0.5"), usd("0"));
    spending.mayBePaid(usd("0.4"));
    assertFalse(spending.reserve(usd("0.2")));
  }

  @Test
  void withoutABudgetEverythingFits() {
    assertTrue(new Spending(null, usd("1e9"), usd("0")).reserve(usd("1e9")));
  }

  /** Whatever is reserved and released, what is committed never exceeds the budget. */
  @Test
  void seededOrdersKeepToTheBudget() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Spending spending = new Spending(usd("10"), usd("0"), usd("0"));
    BigDecimal committed = BigDecimal.ZERO;
    for (int i = 0; i < 10_000; i++) {
      BigDecimal some = BigDecimal.valueOf(random.nextInt(1, 300), 2);
      if (spending.reserve(some)) {
        committed = committed.add(some);
      }
      assertTrue(committed.compareTo(usd("10")) <= 0, "seed " + seed);
      if (random.nextBoolean() && committed.compareTo(some) >= 0) {
        spending.release(some);
        committed = committed.subtract(some);
      }
    }
  }
}
