package io.sluice.review.simulation;

import io.sluice.review.approval.Approval;
import io.sluice.review.approval.Approval.Standing;
import io.sluice.review.people.Person;
import io.sluice.review.requirement.Requirement;
import io.sluice.review.requirement.RequirementResult;
import io.sluice.review.requirement.Submission;
import io.sluice.review.requirement.Submission.Judged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people's approvals would do to a submission.
 *
 * @param now every requirement as things are
 * @param people each candidate by themselves
 * @param together every requirement if all of them approved
 */
record Simulation(
    List<RequirementResult> now, List<Outcome> people, List<RequirementResult> together) {
  private static final String APPROVAL = "approval";

  /**
   * One candidate's approval.
   *
   * @param objection why it would not count; empty when it would
   * @param achieves what the policy asks for, as far as this approval changes how it stands
   */
  record Outcome(String subject, Optional<String> objection, List<String> achieves) {}

  static Simulation of(Submission submission, Collection<Person> candidates) {
    List<RequirementResult> now = Requirement.evaluate(submission);
    List<Outcome> outcomes =
        candidates.stream().map(person -> outcome(submission, now, person)).toList();
    Submission everybody = submission;
    for (Person person : candidates) {
      everybody = approvedBy(everybody, person);
    }
    return new Simulation(now, outcomes, Requirement.evaluate(everybody));
  }

  private static Outcome outcome(
      Submission submission, List<RequirementResult> now, Person person) {
    Submission with = approvedBy(submission, person);
    Judged last = with.judged().getLast();
    return switch (last.standing()) {
      case Standing.Void nothing ->
          new Outcome(person.subject(), Optional.of(nothing.reason()), List.of());
      case Standing.Counts counts -> {
        List<String> achieved = new ArrayList<>(texts(Requirement.evaluate(with)));
        achieved.removeAll(texts(now));
        yield new Outcome(person.subject(), Optional.empty(), achieved);
      }
    };
  }

  private static List<String> texts(List<RequirementResult> results) {
    return results.stream()
        .filter(result -> result.name().equals(APPROVAL))
        .flatMap(result -> result.clauses().stream())
        .map(clause -> clause.text())
        .toList();
  }

  private static Submission approvedBy(Submission submission, Person person) {
    List<Approval> approvals = new ArrayList<>(submission.approvals());
    approvals.removeIf(approval -> approval.by().equals(person.subject()));
    approvals.add(
        new Approval(person.subject(), submission.now(), submission.digest(), person.teams()));
    Map<String, Person> people = new HashMap<>(submission.people());
    people.put(person.subject(), person);
    return submission.with(approvals, people);
  }
}
