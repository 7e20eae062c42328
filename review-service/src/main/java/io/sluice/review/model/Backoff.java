package io.sluice.review.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long to wait before a call is sent again. */
public final class Backoff {
  /** First wait; each further one is twice as long. */
  static final Duration FIRST = Duration.ofMillis(500);

  /** Longest wait that this service chooses by itself. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** Longest wait that a provider may ask for; after it, it is asked again. */
  static final Duration LONGEST_ASKED = Duration.ofMinutes(10);

  private static final int MAX_DOUBLINGS = 16;
  private static final double JITTER_ON_ASKED = 0.1;

  private Backoff() {}

  /**
   * Exponential with jitter, so that calls that failed together do not come back together (M.
   * Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015: "equal jitter"). What
   * the provider asks for is waited for in full, and up to a tenth longer.
   *
   * @param tries how often it was sent, from 1
   * @param asked the provider's {@code Retry-After}, or null
   * @param random 0 to 1
   */
  public static Duration delay(int tries, @Nullable Duration asked, double random) {
    long doubled = FIRST.toMillis() << Math.min(tries - 1, MAX_DOUBLINGS);
    long most = Math.min(doubled, LONGEST.toMillis());
    long own = (long) (most / 2.0 * (1 + random));
    if (asked == null || asked.isNegative()) {
      return Duration.ofMillis(own);
    }
    long wanted = Math.min(asked.toMillis(), LONGEST_ASKED.toMillis());
    return Duration.ofMillis(
        Math.max((long) (wanted * (1 + JITTER_ON_ASKED * random)), FIRST.toMillis() / 2));
  }
}
