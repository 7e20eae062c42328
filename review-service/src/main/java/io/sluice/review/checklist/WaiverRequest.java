package io.sluice.review.checklist;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Body of {@code PUT /v1/changes/{n}/checklist/{item}/waiver}.
 *
 * @param digest the digest of the change as the person saw it
 * @param reason why it may land all the same
 */
public record WaiverRequest(
    @Schema(examples = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        @NotNull(message = "'digest' is required: the change's digest as you saw it")
        @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "'digest' is sha256: and 64 hex digits")
        String digest,
    @Schema(examples = "The vendor is slow today; the feature is worth it")
        @NotBlank(message = "'reason' is required: say why it may land all the same")
        @Size(max = 2_000, message = "'reason' has at most 2000 characters")
        String reason) {}
