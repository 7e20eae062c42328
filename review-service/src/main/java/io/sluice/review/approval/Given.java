package io.sluice.review.approval;

import io.sluice.review.people.Person;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The approvals of a change with what is known of those who gave them.
 *
 * @param approvals all that were ever given and not withdrawn, oldest first
 * @param people by token subject; whoever was never seen is not there
 */
public record Given(List<Approval> approvals, Map<String, Person> people) {
  public Given {
    approvals = List.copyOf(approvals);
    people = Map.copyOf(people);
  }

  /** Who approved a digest. */
  public List<String> approversOf(String digest) {
    return approvals.stream()
        .filter(approval -> approval.digest().equals(digest))
        .map(Approval::by)
        .toList();
  }

  /** The same without what some people are said to have given. */
  public Given without(Set<String> subjects) {
    return new Given(
        approvals.stream().filter(approval -> !subjects.contains(approval.by())).toList(), people);
  }
}
