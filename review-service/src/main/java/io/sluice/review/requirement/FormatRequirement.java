package io.sluice.review.requirement;

import io.sluice.review.registry.Comparison.Finding;
import java.util.List;

/** The files follow the repository's format. */
record FormatRequirement() implements Requirement {
  @Override
  public String name() {
    return "format";
  }

  @Override
  public List<Clause> clauses(Submission submission) {
    List<Finding> problems = submission.comparison().problems();
    if (problems == null) {
      return List.of(new Clause.Unknown("the registry did not say whether the format is valid"));
    }
    List<Clause> failed =
        problems.stream()
            .filter(problem -> !problem.isStaleBase())
            .<Clause>map(problem -> new Clause.Failed(describe(problem)))
            .toList();
    return failed.isEmpty() ? List.of(new Clause.Passed("every file is valid")) : failed;
  }

  static String describe(Finding problem) {
    return problem.pointer() == null
        ? problem.detail()
        : problem.pointer() + ": " + problem.detail();
  }
}
