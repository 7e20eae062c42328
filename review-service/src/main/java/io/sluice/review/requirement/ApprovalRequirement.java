package io.sluice.review.requirement;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.approval.Approval;
import io.sluice.review.change.Change;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.Policy;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.PromptChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Enough people who had no hand in the change approved exactly this digest, as main's policy asks
 * for every environment that it touches.
 */
record ApprovalRequirement() implements Requirement {
  private static final String POLICY_FILE = "sluice.yaml";

  @Override
  public String name() {
    return "approval";
  }

  @Override
  public List<Clause> clauses(Submission submission) {
    Policy policy = submission.comparison().policy();
    if (policy == null || policy.environments().isEmpty()) {
      return List.of(new Clause.Unknown("the registry did not say who has to approve"));
    }
    List<Clause> clauses = new ArrayList<>();
    for (String environment : environments(submission, policy)) {
      Map<String, JsonNode> rules = policy.environments().get(environment);
      if (rules == null) {
        clauses.add(
            new Clause.Failed("main's sluice.yaml has no environment '" + environment + "'"));
        continue;
      }
      switch (ApprovalPolicy.read(rules)) {
        case ApprovalPolicy.Reading.NotUnderstood not ->
            clauses.add(
                new Clause.Unknown(
                    "the policy of %s cannot be applied: %s".formatted(environment, not.why())));
        case ApprovalPolicy.Reading.Read read ->
            clauses.addAll(decide(environment, read.policy(), submission));
      }
    }
    return clauses;
  }

  /**
   * Environments whose rules apply. A change that lands without an environment, or that changes the
   * rules themselves, reaches all of them sooner or later: it has to satisfy every one.
   */
  private static Set<String> environments(Submission submission, Policy policy) {
    Comparison comparison = submission.comparison();
    Set<String> names = new TreeSet<>();
    boolean changesPolicy =
        comparison.files().stream().anyMatch(file -> file.path().equals(POLICY_FILE));
    if (changesPolicy || submission.promoteTo().equals(Change.NO_ENVIRONMENT)) {
      names.addAll(policy.environments().keySet());
    }
    if (!submission.promoteTo().equals(Change.NO_ENVIRONMENT)) {
      names.add(submission.promoteTo());
    }
    if (comparison.promotions() != null) {
      comparison.promotions().stream().map(Promotion::environment).forEach(names::add);
    }
    return names;
  }

  private static List<Clause> decide(
      String environment, ApprovalPolicy policy, Submission submission) {
    List<Approval> counting = submission.countingApprovals();
    if (!policy.fromOwnTeam()) {
      return List.of(count(environment, policy.approvals(), "", counting));
    }
    List<Clause> clauses = new ArrayList<>();
    for (Optional<String> team : owningTeams(submission)) {
      clauses.add(
          team.<Clause>map(
                  own ->
                      count(
                          environment,
                          policy.approvals(),
                          " from its own team " + own,
                          of(own, counting)))
              .orElseGet(
                  () ->
                      new Clause.Unknown(
                          environment
                              + " needs approval from the prompt's own team, and it names none")));
    }
    if (clauses.isEmpty()) {
      // Nothing with a team changes, for example only sluice.yaml: the number still applies.
      clauses.add(count(environment, policy.approvals(), "", counting));
    }
    return clauses;
  }

  private static Set<Optional<String>> owningTeams(Submission submission) {
    List<PromptChange> prompts =
        Objects.requireNonNullElse(submission.comparison().prompts(), List.of());
    return prompts.stream()
        .map(prompt -> Optional.ofNullable(prompt.team()).filter(team -> !team.isBlank()))
        .collect(Collectors.toSet());
  }

  private static List<Approval> of(String team, List<Approval> approvals) {
    return approvals.stream().filter(approval -> approval.teams().contains(team)).toList();
  }

  private static Clause count(
      String environment, int needed, String from, List<Approval> approvals) {
    Set<String> people =
        approvals.stream().map(Approval::by).collect(Collectors.toCollection(TreeSet::new));
    String asked =
        "%s needs %d approval%s%s".formatted(environment, needed, needed == 1 ? "" : "s", from);
    String given =
        people.isEmpty()
            ? "nobody gave one to this digest"
            : "given by " + String.join(", ", people);
    return people.size() >= needed
        ? new Clause.Passed(asked + ": " + given)
        : new Clause.Failed(asked + ": " + given);
  }
}
