package io.sluice.review.job;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a pair of runs may still spend. Nothing is sent that could exceed the budget, taken together
 * with what is under way and with what may have been paid without an answer.
 */
final class Spending {
  private final @Nullable BigDecimal budget;
  private final boolean anythingUnderWay;
  private BigDecimal committed;
  private boolean refused;
  private boolean admitted;

  /**
   * @param budget null for no limit
   * @param spent what is or may be paid already
   * @param reserved most that the calls under way may take
   */
  Spending(@Nullable BigDecimal budget, BigDecimal spent, BigDecimal reserved) {
    this.budget = budget;
    this.committed = spent.add(reserved);
    this.anythingUnderWay = reserved.signum() > 0;
  }

  /** True when that much more stays within the budget; it is reserved then. */
  boolean reserve(BigDecimal estimate) {
    BigDecimal next = committed.add(estimate);
    if (budget != null && next.compareTo(budget) > 0) {
      refused = true;
      return false;
    }
    committed = next;
    admitted = true;
    return true;
  }

  /** What was reserved is not needed after all. */
  void release(BigDecimal estimate) {
    committed = committed.subtract(estimate);
  }

  /** A try that is over may have been paid. */
  void mayBePaid(BigDecimal estimate) {
    committed = committed.add(estimate);
  }

  /** True when there is a call that does not fit, and nothing under way that could make room. */
  boolean isExhausted() {
    return refused && !admitted && !anythingUnderWay;
  }
}
