package io.sluice.review.assertion;

import java.math.BigDecimal;
import java.math.MathContext;

/** Words of reasons: short, whatever an output is like. */
final class Words {
  private static final int MOST = 160;

  private Words() {}

  static String shortened(String text) {
    int end = Math.min(text.length(), MOST);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return end == text.length() ? text : text.substring(0, end) + "…";
  }

  static String number(double value) {
    return new BigDecimal(value, new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
