package io.sluice.review.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/changes}: either {@code files}, or {@code entry} with or without {@code
 * tests}.
 *
 * @param files text by path in the repository; null deletes the file
 * @param entry a whole registry entry as JSON, in the fields of prompt.yaml
 * @param tests its suite as JSON, in the fields of tests.yaml
 * @param promoteTo environment to promote to, or {@code none}; absent means production
 */
public record CreateChangeRequest(
    @Nullable @Size(min = 1, max = 100, message = "'files' has 1 to 100 files")
        Map<String, @Nullable String> files,
    @Nullable JsonNode entry,
    @Nullable JsonNode tests,
    @NotBlank(message = "'title' is required")
        @Pattern(
            regexp = "\\P{Cntrl}{1,200}",
            message = "'title' is one line of at most 200 characters")
        String title,
    @Nullable @Size(max = 10_000, message = "'description' has at most 10000 characters")
        String description,
    @Nullable
        @Pattern(
            regexp = "[a-z][a-z0-9-]{0,39}",
            message = "'promoteTo' is an environment's name, or none")
        String promoteTo) {}
