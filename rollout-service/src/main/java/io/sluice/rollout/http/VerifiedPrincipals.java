package io.sluice.rollout.http;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * Tokens of all calls that are not plain fetches, reports of outcomes before all: an app sends the
 * same token with thousands of them. Roles and the lifetime of a token are still looked at in every
 * call; what is refused is not remembered.
 */
@ApplicationScoped
@Alternative
@Priority(1)
public class VerifiedPrincipals extends DefaultJWTCallerPrincipalFactory {
  private final VerifiedTokens<JWTCallerPrincipal> tokens;

  @Inject
  public VerifiedPrincipals(Clock clock) {
    this.tokens = new VerifiedTokens<>(clock);
  }

  /** See {@link VerifiedTokens#trustedUntil}. */
  public long trustedUntil(String token) {
    return tokens.trustedUntil(token);
  }

  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo context) throws ParseException {
    JWTCallerPrincipal known = tokens.owner(token);
    if (known != null) {
      return known;
    }
    JWTCallerPrincipal verified = super.parse(token, context);
    tokens.remember(token, verified, verified.getExpirationTime());
    return verified;
  }
}
