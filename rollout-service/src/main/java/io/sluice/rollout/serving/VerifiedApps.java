package io.sluice.rollout.serving;

import io.quarkus.security.identity.SecurityIdentity;
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

  @Inject
  VerifiedApps(Clock clock) {
    this.headers = new VerifiedTokens<>(clock);
  }

  /**
   * The app that a header {@code Authorization} stands for; null when the token in it has to be
   * checked.
   */
  @Nullable String app(@Nullable String authorization) {
    return authorization == null ? null : headers.owner(authorization);
  }

  /** Remembers the token of somebody who has just been let in as an app. */
  void remember(SecurityIdentity identity, String app) {
    if (identity.getPrincipal() instanceof JsonWebToken token && token.getRawToken() != null) {
      remember(token.getRawToken(), app, token.getExpirationTime());
    }
  }

  /**
   * @param expiresAt seconds since the epoch
   */
  void remember(String token, String app, long expiresAt) {
    headers.remember(BEARER + token, app, expiresAt);
  }
}
