package io.sluice.registry.comparison;

import io.sluice.registry.comparison.Comparison.FileChange;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.Fragments;
import io.sluice.registry.format.Policy;
import io.sluice.registry.format.VersionContent;
import io.sluice.registry.format.YamlDocument;
import io.sluice.registry.git.CommitInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Git alone says of a change.
 *
 * @param commits ids that the change has beyond main
 * @param touched prompts whose entry or suite changes: content before and after
 * @param composed files of touched prompts that name fragments, as the change has them
 * @param environmentFiles environment files that the change itself writes
 * @param onMain environment files as main has them, for every environment and touched prompt
 * @param findings broken rules and files that main changed meanwhile
 */
record BranchFacts(
    String mainHead,
    String base,
    CommitInfo head,
    List<String> commits,
    List<FileChange> files,
    Map<String, Touched> touched,
    Map<String, YamlDocument> composed,
    Map<Place, EnvironmentFile> environmentFiles,
    Map<Place, EnvironmentFile> onMain,
    Policy policy,
    List<Finding> findings) {

  BranchFacts withFindings(List<Finding> others) {
    return new BranchFacts(
        mainHead,
        base,
        head,
        commits,
        files,
        touched,
        composed,
        environmentFiles,
        onMain,
        policy,
        List.copyOf(others));
  }

  /** Content of a prompt where the change started and where it ends. */
  record Touched(Optional<VersionContent> before, Optional<VersionContent> after) {}

  /** A prompt in an environment. */
  record Place(String environment, String prompt) {}

  /** The fragments that touched prompts name, before and after, as {@code id@version}. */
  Set<String> fragments() {
    Set<String> keys = new LinkedHashSet<>();
    touched
        .values()
        .forEach(
            content -> {
              content.before().ifPresent(c -> keys.addAll(Fragments.keys(c.prompt())));
              content.after().ifPresent(c -> keys.addAll(Fragments.keys(c.prompt())));
            });
    return keys;
  }
}
