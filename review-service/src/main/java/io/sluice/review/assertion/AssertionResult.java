package io.sluice.review.assertion;

import java.util.Locale;

/**
 * Whether one assertion holds.
 *
 * @param type as it is written
 * @param score 0 to 1
 * @param reason in words; what the output should have been when it is not met
 */
public record AssertionResult(
    String type, State state, double score, double weight, String reason) {

  /** How it came out. */
  public enum State {
    PASSED,
    FAILED,
    /** It could not be checked; that is not met. */
    ERRORED;

    /** Name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
