package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/** Whether what a push moves fits the branches that there are. */
final class BranchPlaces {
  private BranchPlaces() {}

  /**
   * Checks one command.
   *
   * @param together all commands of the push
   */
  static List<Finding> check(
      Repository repository, PushRequest.Command command, List<PushRequest.Command> together)
      throws IOException {
    String ref = command.ref();
    Ref now = repository.exactRef(ref);
    if (now == null && !command.isCreate()) {
      return one(ref, "branch-unknown", "There is no such branch; see 'git ls-remote origin'.");
    }
    if (now != null && !command.isFrom(now.getObjectId())) {
      return one(
          ref,
          "branch-moved",
          "Somebody moved this branch meanwhile; 'git fetch', look at it, and push again.");
    }
    return checkNew(repository, ref, together.stream().map(PushRequest.Command::ref).toList());
  }

  /**
   * Whether there is room for a branch; there is for one that exists.
   *
   * @param together other branches that are about to exist
   */
  static List<Finding> checkNew(Repository repository, String ref, List<String> together)
      throws IOException {
    if (repository.exactRef(ref) != null) {
      return List.of();
    }
    Stream<String> there =
        repository.getRefDatabase().getRefsByPrefix(GitRepository.CHANGES).stream()
            .map(Ref::getName);
    return Stream.concat(there, together.stream())
        .filter(other -> isFolderOf(ref, other) || isFolderOf(other, ref))
        .findFirst()
        .map(other -> nested(ref, other))
        .orElse(List.of());
  }

  /** True when both cannot be branches at once. */
  private static boolean isFolderOf(String ref, String other) {
    return other.startsWith(ref + "/");
  }

  private static List<Finding> nested(String ref, String other) {
    return one(
        ref,
        "branch-name-taken",
        "There is '"
            + other
            + "', and a branch cannot be a folder of another; choose another name.");
  }

  private static List<Finding> one(String ref, String rule, String message) {
    return List.of(Finding.inFile(ref, rule, message));
  }
}
