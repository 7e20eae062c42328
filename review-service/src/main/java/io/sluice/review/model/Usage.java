package io.sluice.review.model;

/**
 * Tokens that a call took.
 *
 * @param isEstimate true where the provider did not say and they were counted here
 */
public record Usage(long inputTokens, long outputTokens, boolean isEstimate) {
  public Usage {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException("Tokens are counted from 0");
    }
  }

  /** Both kinds. */
  public long total() {
    return inputTokens + outputTokens;
  }
}
