package io.sluice.review.checklist;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/changes/{n}/acknowledgement}.
 *
 * @param digest the digest of the change as the owner saw it
 * @param onCall who is on call for the first 48 hours; the owner when absent
 * @param note anything to add
 */
public record AcknowledgementRequest(
    @Schema(examples = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        @NotNull(message = "'digest' is required: the change's digest as you saw it")
        @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "'digest' is sha256: and 64 hex digits")
        String digest,
    @Schema(examples = "nora")
        @Size(min = 1, max = 200, message = "'onCall' has 1 to 200 characters")
        @Nullable String onCall,
    @Schema(examples = "I am away on Thursday")
        @Size(max = 2_000, message = "'note' has at most 2000 characters")
        @Nullable String note) {}
