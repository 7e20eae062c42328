package io.sluice.review.assertion;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as reasons say them. */
final class Words {
  private Words() {}

  static String number(double value) {
    return new BigDecimal(value, new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
