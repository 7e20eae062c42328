package io.sluice.registry.git;

import org.jspecify.annotations.Nullable;

/**
 * A file that differs between two commits.
 *
 * @param oldBlob object id before, null when the file is new
 * @param newBlob object id after, null when the file is removed
 */
public record ChangedFile(String path, @Nullable String oldBlob, @Nullable String newBlob) {}
