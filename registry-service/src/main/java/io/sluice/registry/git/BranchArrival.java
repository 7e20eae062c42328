package io.sluice.registry.git;

import org.jspecify.annotations.Nullable;

/**
 * A change branch that was moved at the external Git server, checked, and not let in yet: first it
 * is recorded who did it.
 *
 * @param branch {@code changes/…}
 * @param from where the branch is here, or null when it is new
 * @param to commit to move it to
 * @param ref the ref that was pushed at the server: the branch, or main for what was held back
 * @param pushedFrom where that ref was known to be before, or null when it was not there
 * @param pushedTo where it is now
 */
public record BranchArrival(
    String branch,
    @Nullable String from,
    String to,
    String ref,
    @Nullable String pushedFrom,
    String pushedTo) {}
