package io.sluice.rollout.serving;

import io.sluice.rollout.desired.PromptNotice;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer to an app.
 *
 * @param body JSON; shared, not to be changed
 * @param etag names the content, with quotes
 * @param deprecated what callers should know; null when all is well
 * @param decision token that the outcome is reported with
 */
record ServedPrompt(Buffer body, String etag, String decision, @Nullable PromptNotice deprecated) {
  /** Whether a header {@code If-None-Match} says that the caller has this content. */
  boolean isKnown(@Nullable String ifNoneMatch) {
    return ifNoneMatch != null && (ifNoneMatch.contains(etag) || ifNoneMatch.equals("*"));
  }
}
