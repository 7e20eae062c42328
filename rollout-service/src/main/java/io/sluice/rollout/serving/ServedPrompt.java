package io.sluice.rollout.serving;

import io.sluice.rollout.desired.PromptNotice;
import org.jspecify.annotations.Nullable;

/**
 * A served call.
 *
 * @param deprecated what callers should know; null when all is well
 * @param decision token that the outcome is reported with
 */
record ServedPrompt(PromptAnswer answer, String decision, @Nullable PromptNotice deprecated) {}
