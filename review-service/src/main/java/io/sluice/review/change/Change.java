package io.sluice.review.change;

import io.sluice.review.registry.Comparison;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change request at one moment.
 *
 * @param number given at opening, 1, 2, 3
 * @param author who made the branch's first push
 * @param mergeCommit commit on main; null until merged
 */
public record Change(
    long number,
    String branch,
    String author,
    ChangeState state,
    Proposal proposal,
    Revision revision,
    @Nullable String mergeCommit,
    Instant createdAt,
    Instant updatedAt) {

  /** {@code promoteTo} of a change that lands on main and changes no environment. */
  public static final String NO_ENVIRONMENT = "none";

  /** {@code promoteTo} when nobody says anything. */
  public static final String DEFAULT_ENVIRONMENT = "production";

  /**
   * What people say they want, beside the files.
   *
   * @param promoteTo an environment or {@link #NO_ENVIRONMENT}
   * @param contributors everyone who ever had a hand in what an approval covers: the author, who
   *     pushed, who changed {@code promoteTo}. Nobody ever leaves, whatever becomes of their part
   */
  public record Proposal(
      String title, String description, String promoteTo, Set<String> contributors) {
    public Proposal {
      contributors = Set.copyOf(contributors);
    }

    Proposal promotingTo(String target) {
      return new Proposal(title, description, target, contributors);
    }

    Proposal saying(@Nullable String newTitle, @Nullable String newDescription) {
      return new Proposal(
          Objects.requireNonNullElse(newTitle, title),
          Objects.requireNonNullElse(newDescription, description),
          promoteTo,
          contributors);
    }

    Proposal workedOnBy(Collection<String> subjects) {
      Set<String> all = new HashSet<>(contributors);
      all.addAll(subjects);
      return new Proposal(title, description, promoteTo, all);
    }
  }

  /**
   * One head of the branch, compared with main.
   *
   * @param number 1 for the first head, one more for each later one
   * @param digest see {@link ChangeDigest}; moves without a new revision when main's rules do
   * @param comparison without diffs
   */
  public record Revision(int number, String digest, Comparison comparison) {}

  /** Commit that the branch points to. */
  public String head() {
    return revision.comparison().head();
  }

  public String digest() {
    return revision.digest();
  }

  /** Everyone who had a hand in this: none of them may approve it. */
  public Set<String> contributors() {
    return proposal.contributors();
  }

  Change in(ChangeState next, Instant now) {
    return new Change(
        number, branch, author, next, proposal, revision, mergeCommit, createdAt, now);
  }

  Change with(Proposal newProposal, Revision newRevision, Instant now) {
    return new Change(
        number, branch, author, state, newProposal, newRevision, mergeCommit, createdAt, now);
  }

  Change mergedAs(String commit, Instant now) {
    return new Change(
        number, branch, author, ChangeState.MERGED, proposal, revision, commit, createdAt, now);
  }
}
