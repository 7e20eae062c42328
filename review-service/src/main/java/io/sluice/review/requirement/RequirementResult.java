package io.sluice.review.requirement;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A requirement with every clause that decided it. The verdict is derived from the clauses, in the
 * manner of Gerrit's {@code SubmitRequirementResult}: a failed clause makes it unmet, else an
 * unknown one or none at all makes it missing, and only nothing but passed ones make it met.
 */
public record RequirementResult(String name, List<Clause> clauses) {
  public RequirementResult {
    clauses = List.copyOf(clauses);
  }

  public Verdict verdict() {
    if (clauses.stream().anyMatch(c -> c instanceof Clause.Failed)) {
      return Verdict.UNMET;
    }
    boolean allPassed = clauses.stream().allMatch(c -> c instanceof Clause.Passed);
    return !clauses.isEmpty() && allPassed ? Verdict.MET : Verdict.MISSING;
  }

  public boolean isMet() {
    return verdict() == Verdict.MET;
  }

  /** Texts of the clauses that passed. */
  public List<String> passing() {
    return clauses.stream().filter(c -> c instanceof Clause.Passed).map(Clause::text).toList();
  }

  /** Texts of the clauses that did not, known or unknown. */
  public List<String> failing() {
    return clauses.stream().filter(c -> !(c instanceof Clause.Passed)).map(Clause::text).toList();
  }

  /** One sentence: what is wrong, or else what is right. */
  public String reason() {
    List<String> decisive = isMet() ? passing() : failing();
    return decisive.isEmpty()
        ? "nothing was checked"
        : decisive.stream().collect(Collectors.joining("; "));
  }
}
