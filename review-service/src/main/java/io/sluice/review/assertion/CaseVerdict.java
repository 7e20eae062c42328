package io.sluice.review.assertion;

import java.util.List;
import java.util.Locale;

/**
 * How a case came out: the verdict is derived from its assertions and never stored without them.
 *
 * @param score the assertions' scores, weighted, 0 to 1
 * @param reason the first thing that is not met, or that everything is
 */
public record CaseVerdict(State state, double score, String reason) {
  /** How a case came out. */
  public enum State {
    PASSED,
    FAILED,
    /** No answer came, or something in it could not be checked: not met. */
    ERRORED;

    /** Name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Errored before failed before passed. An assertion of weight 0 that fails decides nothing; one
   * that could not be checked does, since it says that the suite is broken. A case without
   * assertions is errored: nothing says what a good output would be.
   */
  public static CaseVerdict of(List<AssertionResult> results) {
    if (results.isEmpty()) {
      return new CaseVerdict(
          State.ERRORED,
          0,
          "The case has no assertion, so nothing says whether its output is good; add one.");
    }
    double weights = results.stream().mapToDouble(AssertionResult::weight).sum();
    double scores = results.stream().mapToDouble(r -> r.score() * r.weight()).sum();
    double score = weights > 0 ? scores / weights : 0;
    for (AssertionResult result : results) {
      if (result.state() == AssertionResult.State.ERRORED) {
        return new CaseVerdict(State.ERRORED, score, said(result));
      }
    }
    for (AssertionResult result : results) {
      if (result.state() == AssertionResult.State.FAILED && result.weight() > 0) {
        return new CaseVerdict(State.FAILED, score, said(result));
      }
    }
    return new CaseVerdict(State.PASSED, score, "All assertions hold.");
  }

  /** A case that got no answer. */
  public static CaseVerdict withoutAnswer(String why) {
    return new CaseVerdict(State.ERRORED, 0, why);
  }

  private static String said(AssertionResult result) {
    return result.type() + ": " + result.reason();
  }
}
