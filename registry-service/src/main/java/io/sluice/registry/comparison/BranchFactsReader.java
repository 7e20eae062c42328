package io.sluice.registry.comparison;

import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.MainWalk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;

/** Reads the facts of a change from Git. Blocks. */
@ApplicationScoped
class BranchFactsReader {
  private final GitReader git;

  @Inject
  BranchFactsReader(GitReader git) {
    this.git = git;
  }

  /**
   * What the branch would change on main, as both are now.
   *
   * @throws ProblemException 422 when the branch shares no commit with main
   */
  BranchFacts read(String head) throws IOException {
    String mainHead = git.mainHead();
    String base =
        git.mergeBase(head, mainHead)
            .orElseThrow(
                () ->
                    new ProblemException(
                        RegistryProblem.MERGE_REFUSED, "The branch shares no commit with main."));
    // One walk for all: the folder of all prompts is long, and is read once a commit this way.
    try (MainWalk walk = git.walk()) {
      return new BranchReading(git, walk, base, head, mainHead).facts();
    }
  }
}
