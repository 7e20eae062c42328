package io.sluice.review.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code PUT /v1/changes/{n}}; what is absent stays as it is.
 *
 * @param expectedHead the change's head as the caller saw it; required, so that nobody revises what
 *     they have not seen
 * @param files text by path in the repository, replacing those files; null deletes one
 * @param entry a whole registry entry as JSON, instead of files
 * @param tests its suite as JSON
 */
public record ReviseChangeRequest(
    @Nullable
        @Pattern(regexp = "[0-9a-f]{40}", message = "'expectedHead' is a commit of 40 hex digits")
        String expectedHead,
    @Nullable @Size(min = 1, max = 100, message = "'files' has 1 to 100 files")
        Map<String, @Nullable String> files,
    @Nullable JsonNode entry,
    @Nullable JsonNode tests,
    @Nullable
        @Pattern(
            regexp = "(?=.*\\S)\\P{Cntrl}{1,200}",
            message = "'title' is one line of at most 200 characters")
        String title,
    @Nullable @Size(max = 10_000, message = "'description' has at most 10000 characters")
        String description,
    @Nullable
        @Pattern(
            regexp = "[a-z][a-z0-9-]{0,39}",
            message = "'promoteTo' is an environment's name, or none")
        String promoteTo) {}
