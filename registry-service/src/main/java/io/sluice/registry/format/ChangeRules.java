package io.sluice.registry.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks the files that a change brings, together. */
public final class ChangeRules {
  private static final int MAX_FILES = 2_000;

  private ChangeRules() {}

  /**
   * Checks changed files.
   *
   * @param changed path to new content; empty content means that the file is removed
   * @param existsAfter whether a path exists once the change is made
   * @return everything that is wrong or worth a look; the change may be stored when there is no
   *     error among it
   */
  public static List<Finding> check(
      Map<String, Optional<byte[]>> changed, Predicate<String> existsAfter) {
    List<Finding> findings = new ArrayList<>();
    if (changed.size() > MAX_FILES) {
      return List.of(
          Finding.inFile(
              ".",
              "too-many-files",
              "This changes "
                  + changed.size()
                  + " files; at most "
                  + MAX_FILES
                  + " in one change."));
    }
    changed.forEach(
        (path, content) -> {
          Optional<RepositoryPath> at = RepositoryPath.of(path);
          if (at.isEmpty()) {
            findings.add(unknownPath(path));
          } else if (content.isEmpty()) {
            removal(at.get()).ifPresent(findings::add);
          } else {
            findings.addAll(FileFormat.check(at.get(), content.get()).findings());
            companion(at.get(), existsAfter).ifPresent(findings::add);
            LifecycleRules.replacement(at.get(), content.get(), existsAfter)
                .ifPresent(findings::add);
          }
        });
    return findings;
  }

  /** The finding for a path that is none of the format's. */
  public static Finding unknownPath(String path) {
    return Finding.inFile(
        path,
        "unknown-path",
        "Nothing may be stored here. Allowed: prompts/<id>/prompt.yaml, prompts/<id>/tests.yaml,"
            + " environments/<env>/<id>.yaml, sluice.yaml; ids are lower case.");
  }

  private static Optional<Finding> removal(RepositoryPath at) {
    return switch (at) {
      case RepositoryPath.Tests tests -> Optional.empty();
      case RepositoryPath.Prompt prompt ->
          Optional.of(
              Finding.inFile(
                  at.path(),
                  "prompt-stays",
                  "A prompt's entry is never removed: its versions are a record. Keep the file."));
      case RepositoryPath.Environment environment ->
          Optional.of(
              Finding.inFile(
                  at.path(),
                  "environment-stays",
                  "Taking a prompt out of an environment is not supported; keep the file."));
      case RepositoryPath.Policy policy ->
          Optional.of(
              Finding.inFile(at.path(), "policy-stays", "The policy cannot be removed; keep it."));
    };
  }

  private static Optional<Finding> companion(RepositoryPath at, Predicate<String> existsAfter) {
    String needed =
        switch (at) {
          case RepositoryPath.Tests tests -> new RepositoryPath.Prompt(tests.id()).path();
          case RepositoryPath.Environment file -> new RepositoryPath.Prompt(file.id()).path();
          case RepositoryPath.Prompt prompt -> at.path();
          case RepositoryPath.Policy policy -> at.path();
        };
    return existsAfter.test(needed)
        ? Optional.empty()
        : Optional.of(
            Finding.inFile(
                at.path(), "prompt-missing", "There is no " + needed + "; add it or fix the id."));
  }
}
