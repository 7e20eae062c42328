package io.sluice.registry.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.problem.ProblemDetail;
import io.sluice.registry.difference.ImpactView;
import io.sluice.registry.facts.ContentFacts;
import io.sluice.registry.format.FragmentUse;
import io.sluice.registry.push.PushRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a change would do to main, and what stands against it.
 *
 * @param base the commit of main that it started from
 * @param pushes everyone who had a hand in it, oldest first
 * @param policy the policy on main
 * @param problems empty when it could be merged as it is
 * @param warnings what a reviewer should look at twice; blocks nothing
 * @param contents what each content says of itself that the merge would make or promote, by its
 *     digest; one that a very large change left no time for is not there
 */
public record Comparison(
    String branch,
    String head,
    String base,
    String mainHead,
    String title,
    String description,
    List<PushRecord> pushes,
    List<FileChange> files,
    List<PromptChange> prompts,
    List<PromotionChange> promotions,
    JsonNode policy,
    List<ProblemDetail> problems,
    List<ProblemDetail> warnings,
    Map<String, ContentFacts> contents) {

  /**
   * A changed file.
   *
   * @param oldBlob null when it is new
   * @param newBlob null when it is removed
   * @param diff unified
   */
  public record FileChange(
      String path, @Nullable String oldBlob, @Nullable String newBlob, String diff) {}

  /**
   * A prompt whose entry or suite changes.
   *
   * @param team the team that has it before the change; the change's own for a new prompt
   * @param labels those that it has before the change and those that the change gives it
   * @param baseVersion version that the change started from, or null for a new prompt
   * @param latestVersion version that main has now
   * @param nextVersion version that the merge makes, or null when the content stays the same
   * @param fragments what the prompt includes itself
   * @param resolvedMessages the messages with fragments put in, as they are approved and served;
   *     null when the prompt includes none
   * @param impact what the change means for apps, tokens and cost; null where a very large change
   *     left no time for it
   */
  public record PromptChange(
      String prompt,
      String owner,
      String team,
      Set<String> labels,
      @Nullable Integer baseVersion,
      @Nullable Integer latestVersion,
      @Nullable Integer nextVersion,
      @Nullable String nextDigest,
      List<FragmentUse> fragments,
      @Nullable JsonNode resolvedMessages,
      @Nullable ImpactView impact) {

    /** A prompt that the change does not touch. */
    static PromptChange none(String prompt) {
      return new PromptChange(
          prompt, "", "", Set.of(), null, null, null, null, List.of(), null, null);
    }
  }

  /**
   * A version that an environment would run.
   *
   * @param team the team that has the prompt on main; the change's own for a new prompt
   * @param labels the prompt's on main, and those that the change gives it
   * @param fromVersion what it runs now, or null
   * @param rollback where it would go back to, or null
   * @param rollbackVersion what is known of that version; null when there is none
   * @param plan rollout plan with every field
   */
  public record PromotionChange(
      String environment,
      String prompt,
      String team,
      Set<String> labels,
      @Nullable Integer fromVersion,
      int version,
      String digest,
      @Nullable Integer rollback,
      @Nullable RollbackVersion rollbackVersion,
      JsonNode plan) {}

  /**
   * A version to go back to.
   *
   * @param change number of the change request that brought it, or null
   * @param approvedBy who approved it
   * @param ran whether a reviewed change had the environment run it
   */
  public record RollbackVersion(
      int version, @Nullable Integer change, List<String> approvedBy, boolean ran) {}
}
