package io.sluice.registry.merge;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * Asks for a merge.
 *
 * @param attestation what the review-service signed
 * @param parent commit id that main must be at
 */
public record MergeRequest(
    @NotNull(message = "'attestation' is missing") @Size(max = 1_000_000) String attestation,
    @NotNull(message = "'parent' is missing")
        @Pattern(regexp = "[0-9a-f]{40}", message = "'parent' is a commit id")
        String parent) {}
