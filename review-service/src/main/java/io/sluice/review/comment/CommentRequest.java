package io.sluice.review.comment;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Body of {@code POST /v1/changes/{n}/comments}. */
public record CommentRequest(
    @NotBlank(message = "'text' is required")
        @Size(max = 10_000, message = "'text' has at most 10000 characters")
        String text) {}
