package io.sluice.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.testkit.TestPlatform;
import io.sluice.testkit.TestTokens;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.inject.Inject;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

/** A token is checked once, and only exactly that token. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class VerifiedPrincipalsTest {
  @Inject JWTParser parser;

  @Test
  void sameTokenIsCheckedOnce() throws ParseException {
    String token = TestTokens.app("often");
    JsonWebToken first = parser.parse(token);
    assertSame(first, parser.parse(token));
    JsonWebToken other = parser.parse(TestTokens.app("seldom"));
    assertNotSame(first, other);
    assertEquals("seldom", other.getSubject());
  }

  @Test
  void signatureOfAKnownTokenIsGoodForNoOtherClaims() throws ParseException {
    String known = TestTokens.app("known");
    String other = TestTokens.app("other");
    parser.parse(known);
    parser.parse(other);
    String mixed =
        other.substring(0, other.lastIndexOf('.')) + known.substring(known.lastIndexOf('.'));
    assertThrows(ParseException.class, () -> parser.parse(mixed));
    assertThrows(ParseException.class, () -> parser.parse(mixed));
  }
}
