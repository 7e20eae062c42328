package io.sluice.registry.prompt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.http.Page;
import io.sluice.registry.format.FragmentUse;
import io.sluice.registry.format.Lifecycle;
import io.sluice.registry.index.LivePrompt;
import io.sluice.registry.index.PromptSummary;
import io.sluice.registry.index.PromptVersion;
import io.sluice.registry.performance.PerformanceNote;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole registry entry, as of the latest version.
 *
 * @param version number of the latest version
 * @param inputs what the templates may use, by name; absent when it has none
 * @param messages with fragments put in
 * @param source the messages as written in the file; absent when they include no fragment
 * @param fragments versions of other prompts that are inside, at any depth
 * @param tests the test suite; absent when it has none
 * @param createdAt when the first version was made
 * @param updatedAt when the latest version was made
 * @param reviewed the last approved merge; absent when there was none
 * @param live what runs where
 * @param changeLog the newest versions; its cursor goes on at {@code …/versions}
 * @param performance the newest measurements; its cursor goes on at {@code …/performance}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PromptView(
    String id,
    int version,
    String digest,
    LifecycleView lifecycle,
    String owner,
    String team,
    String purpose,
    String model,
    @Nullable JsonNode modelParameters,
    @Nullable JsonNode inputs,
    JsonNode messages,
    @Nullable JsonNode source,
    List<FragmentUse> fragments,
    @Nullable JsonNode outputSchema,
    @Nullable JsonNode limits,
    List<String> labels,
    @Nullable JsonNode tests,
    List<String> knownIssues,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Review reviewed,
    List<Live> live,
    Page<ChangeLogEntry> changeLog,
    Page<PerformanceNote> performance) {

  /**
   * Where the prompt is in its life.
   *
   * @param state {@code active}, {@code deprecated} or {@code archived}
   * @param reason why it is not active
   * @param since when a version first said so
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LifecycleView(
      String state, @Nullable String reason, @Nullable String replacedBy, Instant since) {
    static LifecycleView of(PromptSummary prompt) {
      Lifecycle lifecycle = prompt.lifecycle();
      return new LifecycleView(
          lifecycle.state().wire(),
          lifecycle.reason(),
          lifecycle.replacedBy(),
          prompt.lifecycleSince());
    }
  }

  /** An approved merge: when, and who approved it. */
  public record Review(Instant at, List<String> by) {
    static @Nullable Review of(PromptSummary prompt) {
      Instant at = prompt.reviewedAt();
      return at == null ? null : new Review(at, prompt.reviewedBy());
    }
  }

  /**
   * What an environment runs; nothing of an archived prompt is served.
   *
   * @param rollback the version to go back to; absent when there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Live(
      String environment, int version, @Nullable Integer rollback, Instant since, String commit) {
    static Live of(LivePrompt live) {
      return new Live(
          live.environment(), live.version(), live.rollback(), live.since(), live.commit());
    }
  }

  static PromptView of(
      PromptSummary prompt,
      PromptVersion latest,
      List<LivePrompt> live,
      Page<ChangeLogEntry> changeLog,
      Page<PerformanceNote> performance) {
    JsonNode entry = latest.entry();
    return new PromptView(
        prompt.id(),
        latest.number(),
        latest.digest(),
        LifecycleView.of(prompt),
        prompt.owner(),
        prompt.team(),
        prompt.purpose(),
        prompt.model(),
        entry.get("modelParameters"),
        entry.get("inputs"),
        entry.path("messages"),
        latest.source(),
        latest.uses(),
        entry.get("outputSchema"),
        entry.get("limits"),
        prompt.labels(),
        latest.tests(),
        entry.path("knownIssues").valueStream().map(JsonNode::asText).toList(),
        prompt.createdAt(),
        prompt.updatedAt(),
        Review.of(prompt),
        live.stream().map(Live::of).toList(),
        changeLog,
        performance);
  }
}
