package io.sluice.registry.remote;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Asks for held-back commits to be reverted.
 *
 * @param reason becomes part of the commit message
 */
public record RevertRequest(
    @NotBlank(message = "'reason' is missing; say why")
        @Size(max = 2_000, message = "'reason' has at most 2000 characters")
        String reason) {}
