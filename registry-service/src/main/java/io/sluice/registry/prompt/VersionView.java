package io.sluice.registry.prompt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.index.PromptVersion;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One immutable version.
 *
 * @param entry the parsed {@code prompt.yaml}
 * @param tests the parsed {@code tests.yaml}, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VersionView(
    String prompt,
    int version,
    String digest,
    JsonNode entry,
    @Nullable JsonNode tests,
    String title,
    String author,
    List<String> approvedBy,
    @Nullable Integer change,
    String commit,
    Instant createdAt) {

  static VersionView of(PromptVersion version) {
    return new VersionView(
        version.prompt(),
        version.number(),
        version.digest(),
        version.entry(),
        version.tests(),
        version.title(),
        version.author(),
        version.approvedBy(),
        version.change(),
        version.commit(),
        version.createdAt());
  }
}
