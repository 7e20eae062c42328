package io.sluice.review.requirement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who has to approve what an environment is to run.
 *
 * @param approvals how many people, 1 to {@link #MAX_APPROVALS}
 * @param fromOwnTeam whether they must be in the prompt's own team
 */
record ApprovalPolicy(int approvals, boolean fromOwnTeam) {
  /** More than this is a typing error. */
  static final int MAX_APPROVALS = 10;

  private static final String ANY_TEAM = "any";
  private static final String OWN_TEAM = "own";

  private static final String APPROVALS = "approvals";
  private static final String TEAM = "approverTeam";

  /** Rules of an environment that have nothing to do with approvals. */
  private static final Set<String> ELSEWHERE = Set.of("rollout", "checklist");

  /** What reading an environment's rules gives. */
  sealed interface Reading {
    record Read(ApprovalPolicy policy) implements Reading {}

    /** A rule that is not understood could be the one that forbids: nobody may ignore it. */
    record NotUnderstood(String why) implements Reading {}
  }

  static Reading read(Map<String, JsonNode> rules) {
    Set<String> unknown = new TreeSet<>(rules.keySet());
    unknown.removeAll(ELSEWHERE);
    unknown.remove(APPROVALS);
    unknown.remove(TEAM);
    if (!unknown.isEmpty()) {
      return new Reading.NotUnderstood("it has rules that are not known here: " + unknown);
    }
    JsonNode approvals = rules.get(APPROVALS);
    if (approvals == null
        || !approvals.isInt()
        || approvals.intValue() < 1
        || approvals.intValue() > MAX_APPROVALS) {
      return new Reading.NotUnderstood("'approvals' must say how many, 1 to " + MAX_APPROVALS);
    }
    JsonNode team = rules.get(TEAM);
    String wanted = team == null || team.isNull() ? ANY_TEAM : team.asText();
    return switch (wanted) {
      case ANY_TEAM -> new Reading.Read(new ApprovalPolicy(approvals.intValue(), false));
      case OWN_TEAM -> new Reading.Read(new ApprovalPolicy(approvals.intValue(), true));
      default ->
          new Reading.NotUnderstood("'approverTeam' is 'any' or 'own', not '" + wanted + "'");
    };
  }
}
