package io.sluice.registry.git;

import java.time.Instant;

/**
 * A branch that asks for review.
 *
 * @param name {@code changes/…}
 * @param head commit id
 * @param updatedAt commit time of the head
 */
public record ChangeBranch(String name, String head, Instant updatedAt) {}
