package io.sluice.registry.comparison;

import io.sluice.registry.comparison.BranchFacts.Touched;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.Lifecycle;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.VersionContent;
import io.sluice.registry.index.PromptVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the lifecycle of prompts means for a change. No input but its arguments. */
final class LifecycleEffects {
  private LifecycleEffects() {}

  /** An archived prompt comes back only when the change says so, not because a line is missing. */
  static List<Finding> findings(Map<String, Touched> touched) {
    List<Finding> findings = new ArrayList<>();
    touched.forEach(
        (id, prompt) -> {
          boolean archived = prompt.before().map(LifecycleEffects::isArchived).orElse(false);
          boolean silent =
              prompt.after().map(after -> !after.prompt().has("lifecycle")).orElse(false);
          if (archived && silent) {
            findings.add(
                Finding.inFile(
                    new RepositoryPath.Prompt(id).path(),
                    "unarchive-explicitly",
                    "'%s' is archived. To bring it back say 'lifecycle: {state: active}'; else keep"
                            .formatted(id)
                        + " its 'lifecycle'."));
          }
        });
    return findings;
  }

  /**
   * Whether a prompt is archived once the change is merged.
   *
   * @param touched the prompt in the change; null when the change leaves it alone
   * @param known its versions on main, newest first
   */
  static boolean archivedAfter(Optional<Touched> touched, List<PromptVersion> known) {
    return touched
        .flatMap(Touched::after)
        .map(LifecycleEffects::isArchived)
        .orElseGet(() -> !known.isEmpty() && isArchived(known.getFirst()));
  }

  static boolean isArchived(PromptVersion version) {
    return !Lifecycle.of(version.entry()).servable();
  }

  /** The finding for an environment file that asks for what is archived. */
  static Finding archivedPromotion(String path, String prompt) {
    return Finding.inFile(
        path,
        "archived-prompt",
        "'%s' is archived, so it runs nowhere; bring it back with 'lifecycle: {state: active}', or"
                .formatted(prompt)
            + " leave this file as it is on main.");
  }

  private static boolean isArchived(VersionContent content) {
    return !Lifecycle.of(content.prompt()).servable();
  }
}
