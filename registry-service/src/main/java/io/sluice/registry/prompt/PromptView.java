package io.sluice.registry.prompt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.performance.PerformanceNote;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole registry entry, as of the latest version.
 *
 * @param tests the test suite, or null
 * @param live what runs where
 * @param changeLog every version, newest first
 * @param performance what was measured, newest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PromptView(
    String id,
    int version,
    String digest,
    String owner,
    String team,
    String purpose,
    String model,
    @Nullable JsonNode modelParameters,
    @Nullable JsonNode inputs,
    JsonNode messages,
    @Nullable JsonNode outputSchema,
    @Nullable JsonNode limits,
    @Nullable JsonNode labels,
    @Nullable JsonNode tests,
    JsonNode knownIssues,
    Instant createdAt,
    Instant updatedAt,
    List<Live> live,
    List<ChangeLogEntry> changeLog,
    List<PerformanceNote> performance) {

  /** What an environment runs. */
  public record Live(String environment, int version, Instant since) {}

  /** One version in the change log. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ChangeLogEntry(
      int version,
      String title,
      String author,
      List<String> approvedBy,
      @Nullable Integer change,
      String commit,
      Instant at) {}
}
