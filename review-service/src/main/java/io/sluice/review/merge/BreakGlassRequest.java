package io.sluice.review.merge;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * What lands without approval, and why.
 *
 * @param digest of the change as the operator saw it
 * @param reason for everybody who looks at it afterwards; it is signed with the merge
 */
public record BreakGlassRequest(
    @NotNull(message = "'digest' is required")
        @Pattern(
            regexp = "sha256:[0-9a-f]{64}",
            message = "'digest' is the change's digest: sha256: and 64 hexadecimal digits")
        String digest,
    @NotNull(message = "'reason' is required")
        @Size(min = 10, max = 1000, message = "'reason' says why in 10 to 1000 characters")
        @Pattern(regexp = "[^\\p{Cntrl}]*", message = "'reason' is one line")
        String reason) {}
