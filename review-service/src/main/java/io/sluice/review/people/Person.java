package io.sluice.review.people;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a person now.
 *
 * @param roles as their newest token states them
 * @param teams as their newest token states them
 * @param tokenIssuedAt when that token was issued
 * @param withdrawnRoles roles that an operator took away, whatever tokens say
 * @param withdrawnTeams teams that an operator took them out of, whatever tokens say
 */
public record Person(
    String subject,
    Set<String> roles,
    Set<String> teams,
    Instant tokenIssuedAt,
    Set<String> withdrawnRoles,
    Set<String> withdrawnTeams) {
  /** The role that approves. */
  public static final String REVIEWER = "reviewer";

  private static final Set<String> MACHINES = Set.of("app", "service");

  public Person {
    roles = Set.copyOf(roles);
    teams = Set.copyOf(teams);
    withdrawnRoles = Set.copyOf(withdrawnRoles);
    withdrawnTeams = Set.copyOf(withdrawnTeams);
  }

  /** Why this person does not have a role now; empty when they have it. */
  public Optional<String> lacks(String role) {
    if (withdrawnRoles.contains(role)) {
      return Optional.of("an operator withdrew the role %s from %s".formatted(role, subject));
    }
    if (!roles.contains(role)) {
      return Optional.of(
          "%s's newest token, of %s, has no role %s".formatted(subject, tokenIssuedAt, role));
    }
    return Optional.empty();
  }

  /** Why this person may not approve anything now; empty when they may. */
  public Optional<String> mayNotReview() {
    if (isMachine()) {
      return Optional.of("four eyes: " + subject + " is a machine identity");
    }
    return lacks(REVIEWER);
  }

  /** True when this person is in a team now. */
  public boolean isIn(String team) {
    return teams.contains(team) && !withdrawnTeams.contains(team);
  }

  /** True when their newest token makes them an application or a service. */
  public boolean isMachine() {
    return roles.stream().anyMatch(MACHINES::contains);
  }
}
