package io.sluice.rollout.registry;

import java.time.Instant;

/**
 * Asks the registry to go back.
 *
 * @param rollout number of the rollout that failed
 * @param reason the verdict in one sentence, for the commit message
 * @param at when it was decided; part of the commit, so that a retry makes the same one
 */
public record RollbackRequest(
    String environment,
    String prompt,
    int fromVersion,
    int toVersion,
    long rollout,
    String reason,
    Instant at) {}
