package io.sluice.registry.environment;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.format.Lifecycle;
import io.sluice.registry.index.PromptSummary;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page of what an environment should run. Every prompt on it is as main wants it at {@code
 * commit} or later.
 *
 * @param commit commit of main that says so
 * @param since commit that the reader knows already, where only what changed after it is here; null
 *     where everything is
 * @param prompts what is served
 * @param deprecated which of them nobody should start to use
 * @param archived what has a version here and is not served
 * @param nextCursor hand it back for the next page; null on the last
 */
public record DesiredState(
    String environment,
    String commit,
    @Nullable String since,
    List<DesiredPrompt> prompts,
    List<LifecycleNotice> deprecated,
    List<LifecycleNotice> archived,
    @Nullable String nextCursor) {

  /**
   * A prompt that is not active.
   *
   * @param replacedBy id of the prompt to use instead, or null
   * @param since when main first said so
   */
  public record LifecycleNotice(
      String prompt, String reason, @Nullable String replacedBy, Instant since) {
    static LifecycleNotice of(PromptSummary prompt) {
      Lifecycle lifecycle = prompt.lifecycle();
      return new LifecycleNotice(
          prompt.id(),
          Objects.requireNonNullElse(lifecycle.reason(), ""),
          lifecycle.replacedBy(),
          prompt.lifecycleSince());
    }
  }

  /**
   * One prompt.
   *
   * @param content what the digest is taken over
   * @param attestation of the change that promoted this content here, or null when there is none:
   *     then nobody may serve it
   * @param rollback where to go back to, or null
   * @param plan rollout plan with every field
   */
  public record DesiredPrompt(
      String prompt,
      int version,
      String digest,
      JsonNode content,
      @Nullable String attestation,
      @Nullable Integer change,
      @Nullable RollbackTarget rollback,
      JsonNode plan) {}

  /** A version that was approved for this environment before. */
  public record RollbackTarget(int version, String digest, JsonNode content, String attestation) {}
}
