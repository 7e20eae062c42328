package io.sluice.review.requirement;

import java.util.List;

/**
 * Every item of the deployment checklist that an environment requires is met, or waived. The items
 * themselves are decided by whoever knows the evidence; here they only count.
 */
record ChecklistRequirement() implements Requirement {
  @Override
  public String name() {
    return "checklist";
  }

  @Override
  public boolean yieldsToBreakGlass() {
    return true;
  }

  @Override
  public List<Clause> clauses(Submission submission) {
    return submission.gates().isEmpty()
        ? List.of(new Clause.Passed("no item of the checklist is required here"))
        : submission.gates().stream().map(ChecklistRequirement::clause).toList();
  }

  private static Clause clause(Gate gate) {
    RequirementResult item = gate.item();
    String text = "%s, %s: %s".formatted(gate.environment(), item.name(), item.reason());
    return switch (item.verdict()) {
      case MET -> new Clause.Passed(text);
      case UNMET -> new Clause.Failed(text);
      case MISSING -> new Clause.Unknown(text);
      case WAIVED -> new Clause.Waived(text);
    };
  }
}
