package io.sluice.registry.prompt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.format.FragmentUse;
import io.sluice.registry.index.PromptVersion;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One immutable version.
 *
 * @param entry the parsed {@code prompt.yaml}, with fragments put in
 * @param tests the parsed {@code tests.yaml}, or null
 * @param source the messages as written in the file; absent when they include no fragment
 * @param fragments versions of other prompts that are inside, at any depth
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VersionView(
    String prompt,
    int version,
    String digest,
    JsonNode entry,
    @Nullable JsonNode tests,
    @Nullable JsonNode source,
    List<FragmentUse> fragments,
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
        version.source(),
        version.uses(),
        version.title(),
        version.author(),
        version.approvedBy(),
        version.change(),
        version.commit(),
        version.createdAt());
  }
}
