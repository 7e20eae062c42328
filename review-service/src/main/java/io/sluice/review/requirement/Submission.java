package io.sluice.review.requirement;

import io.sluice.review.approval.Approval;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeDigest;
import io.sluice.review.registry.Comparison;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The facts that requirements are decided on, and nothing else.
 *
 * @param promoteTo the wanted environment, or {@code none}
 * @param digest the change's digest now
 * @param contributors everyone who may not approve
 * @param approvals all that were ever given to the change and not withdrawn
 * @param gates what the deployment checklist requires of it, decided on the same facts
 */
public record Submission(
    Comparison comparison,
    String promoteTo,
    String digest,
    Set<String> contributors,
    List<Approval> approvals,
    List<Gate> gates) {
  public Submission {
    contributors = Set.copyOf(contributors);
    approvals = List.copyOf(approvals);
    gates = List.copyOf(gates);
  }

  /** The facts of a change as it is stored now. */
  public static Submission of(Change change, List<Approval> approvals, List<Gate> gates) {
    return of(change, change.revision().comparison(), approvals, gates);
  }

  /** The facts of a change against a comparison that is newer than the stored one. */
  public static Submission of(
      Change change, Comparison fresh, List<Approval> approvals, List<Gate> gates) {
    Set<String> contributors = new HashSet<>(change.contributors());
    fresh.pushes().forEach(push -> contributors.add(push.by()));
    String promoteTo = change.proposal().promoteTo();
    return new Submission(
        fresh, promoteTo, ChangeDigest.of(fresh, promoteTo), contributors, approvals, gates);
  }

  /** Approvals that count for the digest, one for each person. */
  public List<Approval> countingApprovals() {
    return approvals.stream()
        .filter(
            approval ->
                switch (approval.standing(digest, contributors)) {
                  case Approval.Standing.Counts counts -> true;
                  case Approval.Standing.Void nothing -> false;
                })
        .toList();
  }
}
