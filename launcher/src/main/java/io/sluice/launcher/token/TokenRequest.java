package io.sluice.launcher.token;

import io.sluice.launcher.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Whose token, with which rights, for how long. The bounds are those that the services check, so
 * that a token that can be made here is one that they accept.
 *
 * @param teams may be empty
 */
public record TokenRequest(String subject, List<String> roles, List<String> teams, Duration ttl) {
  public static final Duration MAX_FOR_PEOPLE = Duration.ofHours(12);
  public static final Duration MAX_FOR_MACHINES = Duration.ofDays(90);

  private static final Set<String> PEOPLE = Set.of("engineer", "reviewer", "operator");
  private static final Set<String> MACHINES = Set.of("app", "service");
  private static final int MAX_NAME_CHARS = 100;

  public TokenRequest {
    roles = List.copyOf(roles);
    teams = List.copyOf(teams);
    requireName("--sub", subject);
    teams.forEach(team -> requireName("--team", team));
    if (roles.isEmpty()) {
      throw new UserError("--role is missing: " + knownRoles());
    }
    for (String role : roles) {
      if (!PEOPLE.contains(role) && !MACHINES.contains(role)) {
        throw new UserError("There is no role '%s': %s".formatted(role, knownRoles()));
      }
    }
    requireLifetime(roles.stream().anyMatch(PEOPLE::contains), ttl);
  }

  private static void requireName(String option, String value) {
    if (value.isBlank()
        || value.length() > MAX_NAME_CHARS
        || value.chars().anyMatch(Character::isISOControl)) {
      throw new UserError(option + " must be 1 to " + MAX_NAME_CHARS + " printable characters.");
    }
  }

  private static void requireLifetime(boolean person, Duration ttl) {
    if (!ttl.isPositive()) {
      throw new UserError("--ttl must be longer than nothing.");
    }
    if (person && ttl.compareTo(MAX_FOR_PEOPLE) > 0) {
      throw new UserError(
          "A token for people (engineer, reviewer, operator) lives at most 12h; ask for less, or"
              + " make one with only the role app or service (at most 90d).");
    }
    if (ttl.compareTo(MAX_FOR_MACHINES) > 0) {
      throw new UserError("A token for an app or a service lives at most 90d.");
    }
  }

  private static String knownRoles() {
    return "one or more of engineer, reviewer, operator, app, service.";
  }
}
