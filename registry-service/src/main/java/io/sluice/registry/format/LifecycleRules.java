package io.sluice.registry.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a schema cannot say about the {@code lifecycle} of {@code prompt.yaml}. */
final class LifecycleRules {
  private LifecycleRules() {}

  static List<Finding> check(RepositoryPath.Prompt at, YamlDocument document) {
    Lifecycle lifecycle = Lifecycle.of(document.json());
    List<Finding> findings = new ArrayList<>();
    boolean active = lifecycle.state() == Lifecycle.State.ACTIVE;
    if (!active && (lifecycle.reason() == null || lifecycle.reason().isBlank())) {
      findings.add(
          Finding.at(
              at,
              document,
              "/lifecycle",
              "lifecycle-reason",
              "A prompt that is %s needs a 'reason': callers are told it."
                  .formatted(lifecycle.state().wire())));
    }
    if (active && lifecycle.replacedBy() != null) {
      findings.add(
          Finding.at(
              at,
              document,
              "/lifecycle/replacedBy",
              "lifecycle-active",
              "An active prompt has no 'replacedBy'; remove it, or say deprecated or archived."));
    }
    if (at.id().equals(lifecycle.replacedBy())) {
      findings.add(
          Finding.at(
              at,
              document,
              "/lifecycle/replacedBy",
              "replaced-by-itself",
              "'replacedBy' must be another prompt; name it, or remove the line."));
    }
    return findings;
  }

  /** The prompt to use instead must be there once the change is made. */
  static Optional<Finding> replacement(
      RepositoryPath at, byte[] content, Predicate<String> existsAfter) {
    boolean mentioned = new String(content, StandardCharsets.UTF_8).contains("replacedBy");
    if (!mentioned || !(at instanceof RepositoryPath.Prompt prompt)) {
      return Optional.empty();
    }
    YamlDocument document;
    try {
      document = YamlReader.read(at.path(), content);
    } catch (YamlReader.Unreadable e) {
      return Optional.empty(); // said already by the file's own check
    }
    String id = Lifecycle.of(document.json()).replacedBy();
    if (id == null
        || !id.matches(RepositoryPath.ID)
        || existsAfter.test(new RepositoryPath.Prompt(id).path())) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.at(
            prompt,
            document,
            "/lifecycle/replacedBy",
            "replacement-missing",
            "There is no prompt '" + id + "' to be replaced by; add it or fix 'replacedBy'."));
  }
}
