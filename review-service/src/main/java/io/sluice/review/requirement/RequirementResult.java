package io.sluice.review.requirement;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A requirement with every clause that decided it. The verdict is derived from the clauses, in the
 * manner of Gerrit's {@code SubmitRequirementResult}: a failed clause makes it unmet, else an
 * unknown one or none at all makes it missing, else a waived one makes it waived, and only nothing
 * but passed ones make it met.
 */
public record RequirementResult(String name, List<Clause> clauses) {
  public RequirementResult {
    clauses = List.copyOf(clauses);
  }

  public Verdict verdict() {
    if (clauses.stream().anyMatch(c -> c instanceof Clause.Failed)) {
      return Verdict.UNMET;
    }
    if (clauses.isEmpty() || clauses.stream().anyMatch(c -> c instanceof Clause.Unknown)) {
      return Verdict.MISSING;
    }
    return clauses.stream().anyMatch(c -> c instanceof Clause.Waived)
        ? Verdict.WAIVED
        : Verdict.MET;
  }

  /** True when it does not stand in the way. */
  public boolean isMet() {
    return switch (verdict()) {
      case MET, WAIVED -> true;
      case UNMET, MISSING -> false;
    };
  }

  /** Texts of the clauses that passed or were waived. */
  public List<String> passing() {
    return clauses.stream().filter(RequirementResult::lets).map(Clause::text).toList();
  }

  /** Texts of the clauses that did not, known or unknown. */
  public List<String> failing() {
    return clauses.stream().filter(c -> !lets(c)).map(Clause::text).toList();
  }

  private static boolean lets(Clause clause) {
    return switch (clause) {
      case Clause.Passed passed -> true;
      case Clause.Waived waived -> true;
      case Clause.Failed failed -> false;
      case Clause.Unknown unknown -> false;
    };
  }

  /** One sentence: what is wrong, or else what is right. */
  public String reason() {
    List<String> decisive = isMet() ? passing() : failing();
    return decisive.isEmpty()
        ? "nothing was checked"
        : decisive.stream().collect(Collectors.joining("; "));
  }
}
