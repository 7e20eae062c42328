package io.sluice.review.requirement;

import io.sluice.review.policy.FreezeWindow;
import io.sluice.review.policy.PolicyInForce;
import io.sluice.review.policy.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Main's policy lets changes land at this moment. */
record FreezeRequirement() implements Requirement {
  @Override
  public String name() {
    return "freeze";
  }

  @Override
  public boolean yieldsToBreakGlass() {
    return true;
  }

  @Override
  public List<Clause> clauses(Submission submission) {
    Optional<PolicyInForce> policy = submission.policy();
    if (policy.isEmpty()) {
      return List.of(new Clause.Unknown("the registry did not say when changes may land"));
    }
    List<Clause> clauses = new ArrayList<>();
    policy.get().unknown().forEach(text -> clauses.add(new Clause.Unknown(text)));
    policy
        .get()
        .sections()
        .forEach(section -> clauses.addAll(frozen(section.rules(), submission.now())));
    if (clauses.isEmpty()) {
      clauses.add(new Clause.Passed("nothing is frozen now"));
    }
    return clauses;
  }

  private static List<Clause> frozen(Rules rules, Instant now) {
    List<Clause> clauses = new ArrayList<>();
    for (FreezeWindow window : rules.freeze()) {
      window
          .frozenUntil(now)
          .ifPresent(
              until ->
                  clauses.add(
                      new Clause.Failed(
                          "%s is frozen until %s%s"
                              .formatted(
                                  rules.scope(),
                                  until,
                                  window.reason() == null ? "" : ": " + window.reason()))));
    }
    return clauses;
  }
}
