package io.sluice.review.registry;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a branch would do to main, as the registry saw it at one moment. The parts that rules are
 * decided on are nullable: the registry not saying something must never read as "nothing wrong".
 *
 * @param head commit of the branch
 * @param base merge base of branch and main
 * @param mainHead commit of main that this was computed against
 * @param title first line of the head commit's message
 * @param pushes every push to the branch since it was created, and every push that brought one of
 *     its commits under another name; oldest first, never empty
 * @param prompts prompts whose entry or suite changes
 * @param promotions what merging would do to environments
 * @param policy rules from main, never from the branch
 * @param problems what is wrong with the files; empty when nothing is
 * @param warnings what to look at twice; decides nothing
 * @param contents what each content that would be made or promoted says of itself, by its digest
 */
public record Comparison(
    String branch,
    String head,
    String base,
    String mainHead,
    String title,
    String description,
    List<Push> pushes,
    List<FileChange> files,
    @Nullable List<PromptChange> prompts,
    @Nullable List<Promotion> promotions,
    @Nullable Policy policy,
    @Nullable List<Finding> problems,
    @Nullable List<Finding> warnings,
    @Nullable Map<String, ContentFacts> contents) {

  public Comparison {
    Objects.requireNonNull(branch, "branch");
    Objects.requireNonNull(head, "head");
    Objects.requireNonNull(base, "base");
    Objects.requireNonNull(mainHead, "mainHead");
    title = Objects.requireNonNullElse(title, "");
    description = Objects.requireNonNullElse(description, "");
    pushes = List.copyOf(pushes);
    files = List.copyOf(files);
    if (pushes.isEmpty()) {
      throw new IllegalArgumentException("A branch without a push has no author");
    }
  }

  /**
   * One push to the branch.
   *
   * @param by token subject of who pushed
   * @param promoteTo the push option, or null when the push had none
   */
  public record Push(String by, String head, Instant at, @Nullable String promoteTo) {
    public Push {
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(head, "head");
      Objects.requireNonNull(at, "at");
    }
  }

  /**
   * One file that differs.
   *
   * @param oldBlob Git blob id on main's side; null for a new file
   * @param newBlob Git blob id on the branch's side; null for a deleted file
   * @param diff unified text diff; null where it was left out
   */
  public record FileChange(
      String path, @Nullable String oldBlob, @Nullable String newBlob, @Nullable String diff) {
    public FileChange {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * One prompt whose content changes.
   *
   * @param labels those on main and those that the change gives it; null when the registry did not
   *     say
   * @param baseVersion latest version at the merge base; null when the prompt was not there
   * @param latestVersion latest version on main now; null when there is none
   * @param nextVersion version that merging would make; null when the content's digest stays
   * @param fragments what it includes
   * @param resolvedMessages the messages with fragments put in, as they are approved and served;
   *     null when it includes none
   * @param impact what the change means for apps (verdict, reasons), in tokens and in cost, as the
   *     registry says it; null where it does not say
   */
  public record PromptChange(
      String prompt,
      @Nullable String owner,
      @Nullable String team,
      @Nullable Set<String> labels,
      @Nullable Integer baseVersion,
      @Nullable Integer latestVersion,
      @Nullable Integer nextVersion,
      @Nullable String nextDigest,
      @Nullable List<Fragment> fragments,
      @Nullable JsonNode resolvedMessages,
      @Nullable JsonNode impact) {
    public PromptChange {
      Objects.requireNonNull(prompt, "prompt");
    }

    /** A prompt without labels that includes no other. */
    public PromptChange(
        String prompt,
        @Nullable String owner,
        @Nullable String team,
        @Nullable Integer baseVersion,
        @Nullable Integer latestVersion,
        @Nullable Integer nextVersion,
        @Nullable String nextDigest) {
      this(
          prompt,
          owner,
          team,
          Set.of(),
          baseVersion,
          latestVersion,
          nextVersion,
          nextDigest,
          List.of(),
          null,
          null);
    }
  }

  /**
   * Another prompt's version inside a prompt.
   *
   * @param commit commit of main that made that version
   */
  public record Fragment(String fragment, int version, @Nullable String commit) {
    public Fragment {
      Objects.requireNonNull(fragment, "fragment");
    }
  }

  /**
   * One environment's step to another version.
   *
   * @param team the team that has the prompt
   * @param labels the prompt's on main and those that the change gives it; null when the registry
   *     did not say
   * @param fromVersion version that the environment runs now, or null
   * @param rollback version to go back to, or null
   * @param rollbackVersion what is known of that version; null where the registry does not say
   * @param plan the rollout plan, kept as it came so that a field this service does not know is
   *     under the digest as well
   */
  public record Promotion(
      String environment,
      String prompt,
      @Nullable String team,
      @Nullable Set<String> labels,
      @Nullable Integer fromVersion,
      int version,
      String digest,
      @Nullable Integer rollback,
      @Nullable RollbackVersion rollbackVersion,
      @Nullable JsonNode plan) {
    public Promotion {
      Objects.requireNonNull(environment, "environment");
      Objects.requireNonNull(prompt, "prompt");
      Objects.requireNonNull(digest, "digest");
    }

    /** A promotion of a prompt without labels, of whose way back only the number is known. */
    public Promotion(
        String environment,
        String prompt,
        @Nullable Integer fromVersion,
        int version,
        String digest,
        @Nullable Integer rollback,
        @Nullable JsonNode plan) {
      this(environment, prompt, null, Set.of(), fromVersion, version, digest, rollback, null, plan);
    }
  }

  /**
   * A version to go back to.
   *
   * @param change number of the change request that brought it, or null
   * @param approvedBy who approved it
   * @param ran whether a reviewed change had the environment run it
   */
  public record RollbackVersion(
      int version, @Nullable Integer change, List<String> approvedBy, boolean ran) {
    public RollbackVersion {
      approvedBy = Objects.requireNonNullElse(approvedBy, List.of());
    }
  }

  /**
   * The rules of main's {@code sluice.yaml}, as they came, so that a rule this service does not
   * know is noticed.
   *
   * @param environments rules by name, for each environment
   * @param labels rules by name, for each label that has some
   * @param others every other section
   */
  public record Policy(
      Map<String, Map<String, JsonNode>> environments,
      Map<String, Map<String, JsonNode>> labels,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    private static final Set<String> KNOWN = Set.of("apiVersion");

    public Policy {
      environments = Map.copyOf(environments);
      labels = labels == null ? Map.of() : Map.copyOf(labels);
      others = others == null ? Map.of() : Map.copyOf(others);
    }

    /** A policy with no rules for labels. */
    public Policy(Map<String, Map<String, JsonNode>> environments) {
      this(environments, Map.of(), Map.of());
    }

    /** Sections that this service knows nothing of; whatever they demand cannot be met here. */
    public Map<String, JsonNode> unknown() {
      Map<String, JsonNode> unknown = new HashMap<>(others);
      unknown.keySet().removeAll(KNOWN);
      return unknown;
    }
  }

  /** One thing that is wrong with the files. */
  public record Finding(String detail, @Nullable String pointer, @Nullable String rule) {
    /** The rule of files that changed on main and on the branch. */
    public static final String STALE_BASE = "stale-base";

    public boolean isStaleBase() {
      return STALE_BASE.equals(rule);
    }
  }

  /** The newest push. */
  public Push lastPush() {
    return pushes.getLast();
  }

  /** The same under other rules, for trying them. */
  public Comparison under(Policy other) {
    return new Comparison(
        branch,
        head,
        base,
        mainHead,
        title,
        description,
        pushes,
        files,
        prompts,
        promotions,
        other,
        problems,
        warnings,
        contents);
  }

  /** The same without diffs, which are large and decide nothing. */
  public Comparison withoutDiffs() {
    List<FileChange> bare =
        files.stream().map(f -> new FileChange(f.path(), f.oldBlob(), f.newBlob(), null)).toList();
    return new Comparison(
        branch,
        head,
        base,
        mainHead,
        title,
        description,
        pushes,
        bare,
        prompts,
        promotions,
        policy,
        problems,
        warnings,
        contents);
  }

  /** What a content says of itself; null where the registry does not say. */
  public @Nullable ContentFacts content(@Nullable String digest) {
    Map<String, ContentFacts> known = contents;
    return known == null || digest == null ? null : known.get(digest);
  }
}
