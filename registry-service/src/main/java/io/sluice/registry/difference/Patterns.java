package io.sluice.registry.difference;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/** The regular expressions of schemas, in linear time: whoever writes a schema must not stop us. */
final class Patterns {
  private static final int MAX_LENGTH = 1_000;

  private Patterns() {}

  /** Empty when the expression uses what cannot be matched in linear time, such as look-ahead. */
  static Optional<Pattern> compile(String expression) {
    if (expression.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether a text has a match anywhere; empty when it cannot be told. */
  static Optional<Boolean> find(String expression, String text) {
    return compile(expression).map(pattern -> pattern.matcher(text).find());
  }
}
