package io.sluice.registry.environment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an environment should run.
 *
 * @param commit commit of main that says so
 */
public record DesiredState(String environment, String commit, List<DesiredPrompt> prompts) {

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
