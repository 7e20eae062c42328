package io.sluice.rollout.rollout;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Why an operator acts; it goes into the history and, for a rollback, into Git. */
public record ReasonRequest(
    @NotBlank(message = "Say why, in 'reason'.")
        @Size(max = 500, message = "'reason' has at most 500 characters.")
        @Nullable String reason) {}
