package io.sluice.review.requirement;

import java.util.List;

/** One thing that must hold before a change may land; a pure function of the submission. */
public sealed interface Requirement
    permits ApprovalRequirement,
        BaseRequirement,
        ChecklistRequirement,
        ContentRequirement,
        FormatRequirement,
        FreezeRequirement {

  /** Every requirement, in the order in which a reader wants to see them. */
  List<Requirement> ALL =
      List.of(
          new ContentRequirement(),
          new FormatRequirement(),
          new BaseRequirement(),
          new ChecklistRequirement(),
          new ApprovalRequirement(),
          new FreezeRequirement());

  /** Stable name. */
  String name();

  /** Decides each clause of it. No clause at all counts as missing. */
  List<Clause> clauses(Submission submission);

  /** True when an operator may break the glass on it: it is about people and times, not content. */
  default boolean yieldsToBreakGlass() {
    return false;
  }

  /** The verdict on its approvals alone. */
  static RequirementResult approval(Submission submission) {
    Requirement rule = new ApprovalRequirement();
    return new RequirementResult(rule.name(), rule.clauses(submission));
  }

  /** All verdicts on a submission. */
  static List<RequirementResult> evaluate(Submission submission) {
    return ALL.stream()
        .map(rule -> new RequirementResult(rule.name(), rule.clauses(submission)))
        .toList();
  }
}
