package io.sluice.rollout.registry;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page of what an environment should run, as Git has it. Newer registries may say more than is
 * read here.
 *
 * @param commit head of main
 * @param since commit after which something changed that is here; null where everything is
 * @param deprecated prompts that are served, but that nobody should start to use
 * @param archived prompts that are not served
 * @param nextCursor for the next page; null on the last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DesiredState(
    String environment,
    String commit,
    @Nullable String since,
    List<DesiredPrompt> prompts,
    List<LifecycleNotice> deprecated,
    List<LifecycleNotice> archived,
    @Nullable String nextCursor) {
  public DesiredState {
    prompts = List.copyOf(prompts);
    // An older registry says neither.
    deprecated = List.copyOf(Objects.requireNonNullElse(deprecated, List.of()));
    archived = List.copyOf(Objects.requireNonNullElse(archived, List.of()));
  }

  /** A prompt that is not active. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record LifecycleNotice(
      String prompt, String reason, @Nullable String replacedBy, Instant since) {}

  /**
   * One prompt.
   *
   * @param content {@code {"prompt": entry, "tests": digest or null}}
   * @param attestation null when nobody approved the version
   * @param change number of the change whose attestation promoted the version; null with it
   * @param rollback the version to go back to; null for the first
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record DesiredPrompt(
      String prompt,
      int version,
      String digest,
      JsonNode content,
      @Nullable String attestation,
      @Nullable Long change,
      @Nullable RollbackTarget rollback,
      DesiredPlan plan) {}

  /** An earlier version with its own approval. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record RollbackTarget(int version, String digest, JsonNode content, String attestation) {}

  /** A rollout plan; durations such as {@code 48h}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record DesiredPlan(
      List<Integer> stages,
      String minStageTime,
      String watch,
      int holdback,
      String maturity,
      double alpha,
      double absoluteMargin,
      @Nullable DesiredMargins margins,
      @Nullable Double ceiling) {}

  /** How much worse than the stable version a candidate may at most be, as odds ratios. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record DesiredMargins(
      double early, double late, double earlyFeedback, double lateFeedback) {}
}
