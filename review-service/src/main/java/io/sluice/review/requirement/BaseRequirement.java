package io.sluice.review.requirement;

import io.sluice.review.registry.Comparison.Finding;
import io.sluice.review.registry.Comparison.PromptChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The change builds on the latest version of everything it touches. */
record BaseRequirement() implements Requirement {
  @Override
  public String name() {
    return "base";
  }

  @Override
  public List<Clause> clauses(Submission submission) {
    List<Finding> problems = submission.comparison().problems();
    List<PromptChange> prompts = submission.comparison().prompts();
    if (problems == null || prompts == null) {
      return List.of(new Clause.Unknown("the registry did not say what the change is based on"));
    }
    List<Clause> clauses = new ArrayList<>();
    for (PromptChange prompt : prompts) {
      if (!Objects.equals(prompt.baseVersion(), prompt.latestVersion())) {
        clauses.add(
            new Clause.Failed(
                "%s is based on %s, but main has %s; rebase the branch onto main and push again"
                    .formatted(
                        prompt.prompt(),
                        version(prompt.baseVersion()),
                        version(prompt.latestVersion()))));
      }
    }
    problems.stream()
        .filter(Finding::isStaleBase)
        .map(FormatRequirement::describe)
        .forEach(text -> clauses.add(new Clause.Failed(text)));
    if (!clauses.isEmpty()) {
      clauses.add(new Clause.Failed(howToRebase(submission.comparison().branch())));
    }
    if (clauses.isEmpty()) {
      clauses.add(new Clause.Passed("everything it touches is based on main's latest"));
    }
    return clauses;
  }

  /** Exactly what to type, in a clone that has the branch checked out. */
  private static String howToRebase(String branch) {
    return "to rebase: git fetch origin && git rebase origin/main && git push --force-with-lease"
        + " origin HEAD:refs/heads/"
        + branch;
  }

  private static String version(@Nullable Integer version) {
    return version == null ? "no version" : "version " + version;
  }
}
