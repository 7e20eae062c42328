package io.sluice.review.checklist;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code PUT /v1/changes/{n}/checklist/{item}}.
 *
 * @param digest the digest of the change as the person saw it
 * @param note what they say, in their own words
 * @param link to what shows it; an alert needs one
 */
public record AttestationRequest(
    @Schema(examples = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        @NotNull(message = "'digest' is required: the change's digest as you saw it")
        @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "'digest' is sha256: and 64 hex digits")
        String digest,
    @Schema(examples = "Pages support when 5% of answers fail")
        @NotBlank(message = "'note' is required: say in your own words what you know")
        @Size(max = 2_000, message = "'note' has at most 2000 characters")
        String note,
    @Schema(examples = "https://alerts.example.com/d/classifier-errors")
        @Pattern(regexp = "https?://[!-~]{1,2000}", message = "'link' is an http or https URL")
        @Nullable String link) {}
