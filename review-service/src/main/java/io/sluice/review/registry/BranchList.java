package io.sluice.review.registry;

import java.util.List;

/**
 * All change branches and main, at one moment.
 *
 * @param mainHead commit that main points to
 */
public record BranchList(List<Branch> branches, String mainHead) {
  public BranchList {
    branches = List.copyOf(branches);
  }

  /** A change branch, named without {@code refs/heads/}, and the commit it points to. */
  public record Branch(String branch, String head) {}
}
