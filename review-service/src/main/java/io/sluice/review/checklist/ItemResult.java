package io.sluice.review.checklist;

import io.sluice.review.evidence.Evidence;
import io.sluice.review.requirement.Clause;
import io.sluice.review.requirement.RequirementResult;
import io.sluice.review.requirement.Verdict;
import java.util.List;

/**
 * An item, decided.
 *
 * @param required whether the environment's rules ask for it
 * @param clauses what decided it
 * @param unwaived what stands against it where it is waived; else empty
 * @param evidence what it rests on
 * @param statements what people said about it that counts
 */
public record ItemResult(
    ChecklistItem item,
    boolean required,
    List<Clause> clauses,
    List<String> unwaived,
    List<Evidence> evidence,
    List<Statement> statements) {
  public ItemResult {
    clauses = List.copyOf(clauses);
    unwaived = List.copyOf(unwaived);
    evidence = List.copyOf(evidence);
    statements = List.copyOf(statements);
  }

  public RequirementResult result() {
    return new RequirementResult(item.wireName(), clauses);
  }

  public Verdict verdict() {
    return result().verdict();
  }
}
