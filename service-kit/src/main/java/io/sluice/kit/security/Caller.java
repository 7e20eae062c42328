package io.sluice.kit.security;

import java.util.Set;

/**
 * The authenticated caller, as the token states it and nothing else does.
 *
 * @param subject the token's {@code sub}
 * @param roles the token's {@code groups}
 * @param teams the token's {@code teams}
 */
public record Caller(String subject, Set<String> roles, Set<String> teams) {
  public Caller {
    roles = Set.copyOf(roles);
    teams = Set.copyOf(teams);
  }

  /** True for applications and services: they are not people and cannot take part in four eyes. */
  public boolean isMachine() {
    return roles.contains(Roles.APP) || roles.contains(Roles.SERVICE);
  }
}
