package io.sluice.registry.branch;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files for a branch.
 *
 * @param expectedHead where the caller saw the branch, or null when it must be new
 * @param files path to text; null removes the file
 * @param author subject of the person who sent the files to the review-service
 */
public record BranchRequest(
    @NotNull
        @Pattern(
            regexp = "changes/[a-z0-9._/-]{1,100}",
            message = "'branch' is 'changes/' and up to 100 of a-z 0-9 . _ / -")
        String branch,
    @Pattern(regexp = "[0-9a-f]{40}", message = "'expectedHead' is a commit id")
        @Nullable String expectedHead,
    @NotEmpty(message = "'files' is empty; send at least one") @Size(max = 2000)
        Map<String, @Nullable String> files,
    @NotBlank @Size(max = 200) String title,
    @Size(max = 10_000) @Nullable String description,
    @NotBlank @Size(max = 200) String author) {}
