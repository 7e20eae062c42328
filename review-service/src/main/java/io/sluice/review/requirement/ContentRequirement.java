package io.sluice.review.requirement;

import java.util.List;

/** There is something to merge, and the registry said what merging would do. */
record ContentRequirement() implements Requirement {
  @Override
  public String name() {
    return "content";
  }

  @Override
  public List<Clause> clauses(Submission submission) {
    int files = submission.comparison().files().size();
    if (files == 0) {
      return List.of(
          new Clause.Failed("the branch does not differ from main; there is nothing to merge"));
    }
    if (submission.comparison().prompts() == null || submission.comparison().promotions() == null) {
      return List.of(new Clause.Unknown("the registry did not say what merging would do"));
    }
    return List.of(new Clause.Passed(files == 1 ? "1 file changes" : files + " files change"));
  }
}
