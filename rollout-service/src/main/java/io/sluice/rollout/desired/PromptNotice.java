package io.sluice.rollout.desired;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What Git says of a prompt that is not active.
 *
 * @param reason for callers
 * @param replacedBy id of the prompt to use instead, or null
 * @param since when main first said so
 */
public record PromptNotice(
    String environment,
    String prompt,
    State state,
    String reason,
    @Nullable String replacedBy,
    Instant since) {

  /** Why there is a notice. */
  public enum State {
    /** Served, but nobody should start to use it. */
    DEPRECATED,
    /** Not served. */
    ARCHIVED
  }

  /** Whether the prompt is not served. */
  public boolean archived() {
    return state == State.ARCHIVED;
  }
}
