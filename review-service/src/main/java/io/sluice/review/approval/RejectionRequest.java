package io.sluice.review.approval;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/changes/{n}/rejections}.
 *
 * @param digest what the reviewer looked at; absent rejects the change as it is now
 * @param reason what the author has to know
 */
public record RejectionRequest(
    @Nullable
        @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "'digest' is sha256: and 64 hex digits")
        String digest,
    @NotBlank(message = "'reason' is required: what does the author have to know?")
        @Size(max = 2000, message = "'reason' has at most 2000 characters")
        String reason) {}
