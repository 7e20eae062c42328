package io.sluice.rollout.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.sluice.rollout.http.VerifiedPrincipals;
import io.sluice.rollout.http.VerifiedTokens;
import io.sluice.testkit.TestKeys;
import io.sluice.testkit.TestTokens;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A verified token is known by its header, and nothing else is. */
class VerifiedAppsTest {
  private Instant now = Instant.now();
  private final InstantSource time = () -> now;
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final VerifiedPrincipals principals = new VerifiedPrincipals(clock);
  private final VerifiedApps apps = new VerifiedApps(clock, principals);

  @Test
  void onlyTheBearerHeaderOfTheTokenIsKnown() {
    apps.remember("a.b.c", "shop", now.getEpochSecond() + 60);
    assertEquals("shop", apps.app("Bearer a.b.c"));
    assertNull(apps.app("Bearer a.b.d"));
    assertNull(apps.app("Basic a.b.c"));
    assertNull(apps.app("a.b.c"));
    assertNull(apps.app(null));
  }

  /** Five minutes for other calls and then five for fetches would be ten. */
  @Test
  void tokenIsKnownForNoLongerThanItsLastCheckCounts() throws ParseException {
    String token = TestTokens.app("shop");
    letIn(token);
    now = now.plus(VerifiedTokens.TRUSTED_FOR).minusSeconds(10);
    letIn(token);
    assertEquals("shop", apps.app("Bearer " + token));
    now = now.plusSeconds(10);
    assertNull(apps.app("Bearer " + token));
    letIn(token);
    assertEquals("shop", apps.app("Bearer " + token));
  }

  private void letIn(String token) throws ParseException {
    JWTAuthContextInfo keys =
        new JWTAuthContextInfo(TestKeys.get().tokenKeys().getPublic(), TestTokens.ISSUER);
    apps.remember(
        QuarkusSecurityIdentity.builder().setPrincipal(principals.parse(token, keys)).build(),
        "shop");
  }
}
