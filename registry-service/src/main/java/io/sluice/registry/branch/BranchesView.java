package io.sluice.registry.branch;

import io.sluice.registry.git.ChangeBranch;
import java.time.Instant;
import java.util.List;

/** Every change branch, and where main is. */
public record BranchesView(List<Item> branches, String mainHead) {
  /** One branch. */
  public record Item(String branch, String head, Instant updatedAt) {}

  static BranchesView of(List<ChangeBranch> branches, String mainHead) {
    return new BranchesView(
        branches.stream().map(b -> new Item(b.name(), b.head(), b.updatedAt())).toList(), mainHead);
  }
}
