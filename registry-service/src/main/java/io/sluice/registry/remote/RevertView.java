package io.sluice.registry.remote;

import org.jspecify.annotations.Nullable;

/**
 * What a revert did.
 *
 * @param commit main's head afterwards
 * @param reverted newest of the commits that were reverted, or null when none were held back
 */
public record RevertView(String commit, @Nullable String reverted) {}
