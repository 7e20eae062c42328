package io.sluice.testkit;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Real signed bearer tokens, good ones and, for deny tests, deliberately flawed ones. */
public final class TestTokens {
  public static final String ISSUER = "https://sluice.test";
  public static final String AUDIENCE = "sluice";

  private TestTokens() {}

  /** A valid token of an hour. */
  public static String of(String subject, String role, String... teams) {
    return sign(claims(subject, Set.of(role), List.of(teams)));
  }

  /** A valid token with several roles. */
  public static String withRoles(String subject, Set<String> roles, String... teams) {
    return sign(claims(subject, roles, List.of(teams)));
  }

  public static String engineer(String subject) {
    return of(subject, "engineer", "customer-success");
  }

  public static String reviewer(String subject) {
    return of(subject, "reviewer", "customer-success");
  }

  public static String operator(String subject) {
    return of(subject, "operator");
  }

  public static String app(String subject) {
    return of(subject, "app");
  }

  public static String service(String subject) {
    return of(subject, "service");
  }

  /** Claims of a valid token of an hour, for a test to spoil. */
  public static JwtClaimsBuilder claims(String subject, Set<String> roles, List<String> teams) {
    Instant now = Instant.now();
    return Jwt.issuer(ISSUER)
        .audience(AUDIENCE)
        .subject(subject)
        .upn(subject)
        .groups(roles)
        .claim("teams", teams)
        .issuedAt(now)
        .expiresAt(now.plus(Duration.ofHours(1)));
  }

  /** Signs claims with the test key. */
  public static String sign(JwtClaimsBuilder claims) {
    return claims.jws().sign(TestKeys.get().tokenKeys().getPrivate());
  }
}
