package io.sluice.rollout.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that passed every check moments ago, each with what it stands for: checking a signature
 * takes several times as long as everything else that a call does. A token is checked in full again
 * after a while, so that a key that is withdrawn does not work for as long as its tokens live, and
 * when it expires.
 *
 * @param <T> what a token stands for; many threads read it
 */
public final class VerifiedTokens<T> {
  /** After so long a token has to pass every check again. */
  public static final Duration TRUSTED_FOR = Duration.ofMinutes(5);

  /** More tokens than these are checked at every call. */
  public static final int MAX_TOKENS = 10_000;

  private record Verified<T>(T owner, long untilMs) {}

  private final Map<String, Verified<T>> tokens = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public VerifiedTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** What a token stands for; null when it has to be checked. */
  public @Nullable T owner(String token) {
    Verified<T> verified = tokens.get(token);
    return verified != null && clock.millis() < verified.untilMs() ? verified.owner() : null;
  }

  /**
   * Until when a token stands for somebody without a check, in whole seconds since the epoch;
   * {@link Long#MAX_VALUE} when it is not remembered.
   */
  public long trustedUntil(String token) {
    Verified<T> verified = tokens.get(token);
    return verified == null ? Long.MAX_VALUE : verified.untilMs() / 1000;
  }

  /**
   * Remembers a token that has just passed every check.
   *
   * @param expiresAt seconds since the epoch
   */
  public void remember(String token, T owner, long expiresAt) {
    long now = clock.millis();
    if (tokens.size() >= MAX_TOKENS) {
      tokens.values().removeIf(verified -> verified.untilMs() <= now);
    }
    if (tokens.size() < MAX_TOKENS) {
      long untilMs = Math.min(expiresAt * 1000, now + TRUSTED_FOR.toMillis());
      tokens.put(token, new Verified<>(owner, untilMs));
    }
  }
}
