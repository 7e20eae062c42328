package io.sluice.review.assertion;

import java.util.Objects;

/** What had to be asked of a model before an assertion could be checked. */
public sealed interface Opinion {
  /** Cosine similarity of two embeddings, -1 to 1. */
  record Similarity(double cosine) implements Opinion {}

  /**
   * What the judges made of a rubric.
   *
   * @param score 0 to 1
   */
  record Grade(boolean isMet, double score, String reason) implements Opinion {
    public Grade {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** There is no opinion, and why. */
  record None(String why) implements Opinion {
    public None {
      Objects.requireNonNull(why, "why");
    }
  }
}
