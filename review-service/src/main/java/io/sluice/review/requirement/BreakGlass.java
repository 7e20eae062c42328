package io.sluice.review.requirement;

import io.sluice.review.people.Person;
import io.sluice.review.policy.ApprovalDemand.From;
import io.sluice.review.policy.PolicyInForce;
import io.sluice.review.policy.PolicyInForce.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An operator who takes it on themselves to merge a submission in an emergency. Main's policy has
 * to let them, in every section that applies; one that does not say who may lets nobody.
 *
 * @param by what is known of them now
 * @param reason in their words
 */
public record BreakGlass(Person by, String reason) {
  private static final String NAME = "break-glass";
  private static final String ROLE = "operator";

  /** Whether they may, clause by clause. */
  public RequirementResult mayBreak(Submission submission) {
    List<Clause> clauses = new ArrayList<>();
    clauses.add(isOperator());
    Optional<PolicyInForce> policy = submission.policy();
    if (policy.isEmpty()) {
      clauses.add(new Clause.Unknown("the registry did not say who may break the glass"));
      return new RequirementResult(NAME, clauses);
    }
    policy.get().wrong().forEach(text -> clauses.add(new Clause.Failed(text)));
    policy.get().unknown().forEach(text -> clauses.add(new Clause.Unknown(text)));
    policy.get().sections().forEach(section -> clauses.add(allows(section)));
    return new RequirementResult(NAME, clauses);
  }

  private Clause isOperator() {
    if (by.isMachine()) {
      return new Clause.Failed(by.subject() + " is a machine identity; a person has to decide");
    }
    return by.lacks(ROLE)
        .<Clause>map(Clause.Failed::new)
        .orElseGet(() -> new Clause.Passed(by.subject() + " is an operator"));
  }

  private Clause allows(Section section) {
    String scope = section.rules().scope();
    From from = section.rules().breakGlass();
    return switch (from) {
      case null ->
          new Clause.Failed(
              "main's sluice.yaml lets nobody break the glass for "
                  + scope
                  + " ('breakGlass' is not set)");
      case From.AnyTeam any -> new Clause.Passed(scope + " lets any operator");
      case From.Team team -> isIn(scope, Set.of(team.name()));
      case From.OwnTeam own -> isInOwn(scope, section.teams());
    };
  }

  private Clause isInOwn(String scope, Set<Optional<String>> teams) {
    Set<String> named = new TreeSet<>();
    teams.forEach(team -> team.ifPresent(named::add));
    return teams.contains(Optional.<String>empty())
        ? new Clause.Unknown(scope + " lets the prompt's own team, and it names none")
        : isIn(scope, named);
  }

  private Clause isIn(String scope, Set<String> teams) {
    Set<String> missing = new TreeSet<>(teams);
    missing.removeIf(by::isIn);
    return missing.isEmpty()
        ? new Clause.Passed("%s lets operators of %s".formatted(scope, teams))
        : new Clause.Failed(
            "%s lets operators of %s, and %s is not in %s"
                .formatted(scope, teams, by.subject(), missing));
  }
}
