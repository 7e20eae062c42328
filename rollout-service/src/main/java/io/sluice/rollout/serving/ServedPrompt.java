package io.sluice.rollout.serving;

import io.sluice.rollout.desired.PromptNotice;
import org.jspecify.annotations.Nullable;

/**
 * An answer to an app.
 *
 * @param body JSON; not to be changed
 * @param etag names the content, with quotes
 * @param deprecated what callers should know; null when all is well
 * @param decision token that the outcome is reported with
 */
record ServedPrompt(byte[] body, String etag, String decision, @Nullable PromptNotice deprecated) {}
