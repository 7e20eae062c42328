package io.sluice.rollout.serving;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were let in as an app's moments ago: checking a signature takes several times as long
 * as everything else that a fetch does. A token is checked in full again after a while, so that a
 * key that is withdrawn does not work for as long as its tokens live, and when it expires.
 */
@Singleton
public class VerifiedApps {
  /** After so long a token has to pass every check again. */
  static final Duration TRUSTED_FOR = Duration.ofMinutes(5);

  /** More tokens than these are checked at every call. */
  static final int MAX_TOKENS = 10_000;

  private static final String BEARER = "Bearer ";

  private record Verified(String app, long untilMs) {}

  private final Map<String, Verified> tokens = new ConcurrentHashMap<>();
  private final Clock clock;

  @Inject
  VerifiedApps(Clock clock) {
    this.clock = clock;
  }

  /**
   * The app that a header {@code Authorization} stands for; null when the token in it has to be
   * checked.
   */
  @Nullable String app(@Nullable String authorization) {
    Verified verified = authorization == null ? null : tokens.get(authorization);
    return verified != null && clock.millis() < verified.untilMs() ? verified.app() : null;
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
    long now = clock.millis();
    if (tokens.size() >= MAX_TOKENS) {
      tokens.values().removeIf(verified -> verified.untilMs() <= now);
    }
    if (tokens.size() < MAX_TOKENS) {
      long untilMs = Math.min(expiresAt * 1000, now + TRUSTED_FOR.toMillis());
      tokens.put(BEARER + token, new Verified(app, untilMs));
    }
  }
}
