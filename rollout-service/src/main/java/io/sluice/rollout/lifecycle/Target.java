package io.sluice.rollout.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * What a rollout moves where.
 *
 * @param stable what is served to the rest, and again after a rollback; null for the first version
 */
public record Target(
    String environment, String prompt, @Nullable PromptVersion stable, PromptVersion candidate) {}
