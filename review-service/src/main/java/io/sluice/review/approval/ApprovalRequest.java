package io.sluice.review.approval;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * Body of {@code POST /v1/changes/{n}/approvals}.
 *
 * @param digest the digest of the change as the reviewer saw it
 */
public record ApprovalRequest(
    @NotNull(message = "'digest' is required: the change's digest as you saw it")
        @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "'digest' is sha256: and 64 hex digits")
        String digest) {}
