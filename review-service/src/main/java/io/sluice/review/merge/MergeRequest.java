package io.sluice.review.merge;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * Body of {@code POST /v1/changes/{n}/merge}.
 *
 * @param digest the digest of the change as the caller saw it
 */
public record MergeRequest(
    @NotNull(message = "'digest' is required: the change's digest as you saw it")
        @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "'digest' is sha256: and 64 hex digits")
        String digest) {}
