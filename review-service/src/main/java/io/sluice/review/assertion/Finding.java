package io.sluice.review.assertion;

/**
 * What was found out before {@code not-} is looked at.
 *
 * @param score 0 to 1
 */
record Finding(Kind kind, double score, String reason) {
  enum Kind {
    HOLDS,
    HOLDS_NOT,
    /**
     * What the assertion speaks of is not in the output; then its opposite does not hold either.
     */
    NOTHING_THERE,
    /** The assertion itself is not usable. */
    UNUSABLE
  }

  static Finding of(boolean holds, String reason) {
    return new Finding(holds ? Kind.HOLDS : Kind.HOLDS_NOT, holds ? 1 : 0, reason);
  }

  static Finding scored(boolean holds, double score, String reason) {
    double bounded = Math.clamp(score, 0, 1);
    return new Finding(holds ? Kind.HOLDS : Kind.HOLDS_NOT, bounded, reason);
  }

  static Finding nothingThere(String reason) {
    return new Finding(Kind.NOTHING_THERE, 0, reason);
  }

  static Finding unusable(String reason) {
    return new Finding(Kind.UNUSABLE, 0, reason);
  }

  AssertionResult result(Assertion assertion) {
    AssertionResult.State state =
        switch (kind) {
          case HOLDS -> passed(!assertion.negated());
          case HOLDS_NOT -> passed(assertion.negated());
          case NOTHING_THERE -> AssertionResult.State.FAILED;
          case UNUSABLE -> AssertionResult.State.ERRORED;
        };
    boolean turned = assertion.negated() && (kind == Kind.HOLDS || kind == Kind.HOLDS_NOT);
    return new AssertionResult(
        assertion.name(), state, turned ? 1 - score : score, assertion.weight(), reason);
  }

  private static AssertionResult.State passed(boolean passed) {
    return passed ? AssertionResult.State.PASSED : AssertionResult.State.FAILED;
  }
}
