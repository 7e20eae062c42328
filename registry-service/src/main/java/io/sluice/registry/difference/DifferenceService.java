package io.sluice.registry.difference;

import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.index.IndexStore;
import io.sluice.registry.index.PromptVersion;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;

/** Compares versions. */
@ApplicationScoped
public class DifferenceService {
  private final IndexStore index;
  private final GitReader git;
  private final GitWork work;
  private final Prices prices;

  @Inject
  DifferenceService(IndexStore index, GitReader git, GitWork work, Prices prices) {
    this.index = index;
    this.git = git;
    this.work = work;
    this.prices = prices;
  }

  /**
   * What differs between two versions of a prompt.
   *
   * @throws ProblemException 404 when one of them is not there
   */
  Uni<VersionDifference> difference(String id, int from, int to) {
    return version(id, from)
        .chain(before -> version(id, to).chain(after -> work.run(() -> compare(before, after))));
  }

  private VersionDifference compare(PromptVersion before, PromptVersion after) throws IOException {
    return VersionDifference.of(before, after, unified(before, after), prices.table());
  }

  private Uni<PromptVersion> version(String id, int number) {
    return index
        .version(id, number)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new ProblemException(
                            RegistryProblem.UNKNOWN_VERSION,
                            "There is no version "
                                + number
                                + " of '"
                                + id
                                + "'; its change log lists what there is.")));
  }

  private String unified(PromptVersion before, PromptVersion after) throws IOException {
    return git.unifiedDiff(
            before.commit(), after.commit(), new RepositoryPath.Prompt(before.prompt()).path())
        + git.unifiedDiff(
            before.commit(), after.commit(), new RepositoryPath.Tests(before.prompt()).path());
  }
}
