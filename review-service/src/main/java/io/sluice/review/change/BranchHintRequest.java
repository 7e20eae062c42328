package io.sluice.review.change;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** Body of {@code POST /v1/hints/branches}. */
public record BranchHintRequest(
    @NotNull(message = "'branch' is required")
        @Pattern(
            regexp = "changes/[a-z0-9._/-]{1,100}",
            message = "'branch' is a branch under changes/, such as changes/shorter")
        String branch) {}
