package io.sluice.review.requirement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who has to approve what an environment is to run.
 *
 * @param approvals how many people, 0 to {@link #MAX_APPROVALS}
 * @param team team that they must belong to: {@link #OWN_TEAM} for the prompt's own; empty for any
 */
record ApprovalPolicy(int approvals, Optional<String> team) {
  /** The prompt's own team. */
  static final String OWN_TEAM = "own";

  /** More than this is a typing error. */
  static final int MAX_APPROVALS = 20;

  private static final String APPROVALS = "approvals";
  private static final String TEAM = "approverTeam";

  /** Rules of an environment that have nothing to do with approvals. */
  private static final Set<String> ELSEWHERE = Set.of("rollout");

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
        || approvals.intValue() < 0
        || approvals.intValue() > MAX_APPROVALS) {
      return new Reading.NotUnderstood("'approvals' must say how many, 0 to " + MAX_APPROVALS);
    }
    JsonNode team = rules.get(TEAM);
    if (team == null || team.isNull()) {
      return new Reading.Read(new ApprovalPolicy(approvals.intValue(), Optional.empty()));
    }
    if (!team.isTextual() || team.asText().isBlank()) {
      return new Reading.NotUnderstood("'approverTeam' must be a team's name, or 'own'");
    }
    return new Reading.Read(new ApprovalPolicy(approvals.intValue(), Optional.of(team.asText())));
  }
}
