package io.sluice.rollout.serving;

import io.quarkus.security.identity.SecurityIdentity;
import io.sluice.rollout.http.VerifiedPrincipals;
import io.sluice.rollout.http.VerifiedTokens;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Headers {@code Authorization} that were let in as an app's moments ago. */
@Singleton
public class VerifiedApps {
  private static final String BEARER = "Bearer ";

  private final VerifiedTokens<String> headers;
  private final VerifiedPrincipals principals;

  @Inject
  VerifiedApps(Clock clock, VerifiedPrincipals principals) {
    this.principals = principals;
    this.headers = new VerifiedTokens<>(clock);
  }

  /**
   * The app that a header {@code Authorization} stands for; null when the token in it has to be
   * checked.
   */
  @Nullable String app(@Nullable String authorization) {
    return authorization == null ? null : headers.owner(authorization);
  }

  /**
   * Remembers the token of somebody who has just been let in as an app, for no longer than its last
   * check counts: that may be some minutes ago.
   */
  void remember(SecurityIdentity identity, String app) {
    if (identity.getPrincipal() instanceof JsonWebToken token && token.getRawToken() != null) {
      long checked = principals.trustedUntil(token.getRawToken());
      remember(token.getRawToken(), app, Math.min(token.getExpirationTime(), checked));
    }
  }

  /**
   * @param expiresAt seconds since the epoch
   */
  void remember(String token, String app, long expiresAt) {
    headers.remember(BEARER + token, app, expiresAt);
  }
}
