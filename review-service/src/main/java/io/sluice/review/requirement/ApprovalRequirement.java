package io.sluice.review.requirement;

import io.sluice.review.approval.Approval;
import io.sluice.review.approval.Approval.Standing;
import io.sluice.review.policy.ApprovalDemand;
import io.sluice.review.policy.ApprovalDemand.From;
import io.sluice.review.policy.PolicyInForce;
import io.sluice.review.policy.PolicyInForce.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Enough people who had no hand in the change approved exactly this digest, as main's policy asks
 * for every environment that it reaches and for every label of what it touches.
 */
record ApprovalRequirement() implements Requirement {
  @Override
  public String name() {
    return "approval";
  }

  @Override
  public boolean yieldsToBreakGlass() {
    return true;
  }

  @Override
  public List<Clause> clauses(Submission submission) {
    Optional<PolicyInForce> policy = submission.policy();
    if (policy.isEmpty()) {
      return List.of(new Clause.Unknown("the registry did not say who has to approve"));
    }
    List<Clause> clauses = new ArrayList<>();
    policy.get().wrong().forEach(text -> clauses.add(new Clause.Failed(text)));
    policy.get().unknown().forEach(text -> clauses.add(new Clause.Unknown(text)));
    for (Section section : policy.get().sections()) {
      for (ApprovalDemand demand : section.rules().approvals()) {
        clauses.addAll(decide(section, demand, submission));
      }
    }
    return clauses;
  }

  private static List<Clause> decide(
      Section section, ApprovalDemand demand, Submission submission) {
    String scope = section.rules().scope();
    return switch (demand.from()) {
      case From.AnyTeam any -> List.of(count(scope, demand.count(), submission));
      case From.Team team ->
          List.of(count(scope, demand.count(), "team ", team.name(), submission));
      case From.OwnTeam own -> ownTeams(section, demand.count(), submission);
    };
  }

  private static List<Clause> ownTeams(Section section, int needed, Submission submission) {
    String scope = section.rules().scope();
    if (section.teams().isEmpty()) {
      // Nothing with a team changes, for example only sluice.yaml: the number still applies.
      return List.of(count(scope, needed, submission));
    }
    return section.teams().stream()
        .sorted(Comparator.comparing(team -> team.orElse("")))
        .map(
            team ->
                team.map(name -> count(scope, needed, "its own team ", name, submission))
                    .orElseGet(
                        () ->
                            new Clause.Unknown(
                                scope
                                    + " needs approval from the prompt's own team, and it names"
                                    + " none")))
        .toList();
  }

  private static Clause count(String scope, int needed, Submission submission) {
    return count(scope, needed, "", submission.countingApprovals(), submission);
  }

  private static Clause count(
      String scope, int needed, String whose, String team, Submission submission) {
    List<Approval> counting =
        submission.countingApprovals().stream()
            .filter(approval -> approval.isFrom(team, submission.person(approval.by())))
            .toList();
    return count(scope, needed, " from " + whose + team, counting, submission);
  }

  private static Clause count(
      String scope, int needed, String from, List<Approval> counting, Submission submission) {
    Set<String> people =
        counting.stream().map(Approval::by).collect(Collectors.toCollection(TreeSet::new));
    String asked =
        "%s needs %d approval%s%s".formatted(scope, needed, needed == 1 ? "" : "s", from);
    String given =
        people.isEmpty()
            ? "nobody gave one to this digest"
            : "given by " + String.join(", ", people);
    return people.size() >= needed
        ? new Clause.Passed(asked + ": " + given)
        : new Clause.Failed(asked + ": " + given + lost(submission));
  }

  /** Approvals of this very digest that do not count any more, so that nobody has to guess. */
  private static String lost(Submission submission) {
    String reasons =
        submission.judged().stream()
            .filter(judged -> judged.approval().digest().equals(submission.digest()))
            .<String>mapMulti(
                (judged, texts) -> {
                  if (judged.standing() instanceof Standing.Void nothing) {
                    texts.accept(judged.approval().by() + "'s does not count: " + nothing.reason());
                  }
                })
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? "" : " (" + reasons + ")";
  }
}
