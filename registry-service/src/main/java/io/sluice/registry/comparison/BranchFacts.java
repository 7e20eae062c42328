package io.sluice.registry.comparison;

import io.sluice.registry.comparison.Comparison.FileChange;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.Policy;
import io.sluice.registry.format.VersionContent;
import io.sluice.registry.git.CommitInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Git alone says of a change.
 *
 * @param commits ids that the change has beyond main
 * @param touched prompts whose entry or suite changes: content before and after
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
    Map<Place, EnvironmentFile> environmentFiles,
    Map<Place, EnvironmentFile> onMain,
    Policy policy,
    List<Finding> findings) {

  /** Content of a prompt where the change started and where it ends. */
  record Touched(Optional<VersionContent> before, Optional<VersionContent> after) {}

  /** A prompt in an environment. */
  record Place(String environment, String prompt) {}
}
