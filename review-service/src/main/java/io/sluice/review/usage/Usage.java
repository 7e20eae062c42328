package io.sluice.review.usage;

import io.sluice.review.rollout.Consumers;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who uses a prompt in an environment, as last heard.
 *
 * @param consumers null while the rollout-service never answered
 * @param asOf when it answered; null while it never did
 * @param trouble why the last question had no answer; null when it had
 */
public record Usage(
    Place place, @Nullable Consumers consumers, @Nullable Instant asOf, @Nullable String trouble) {
  /** Days that are looked back on. */
  public static final int DAYS = 30;

  /** What is older than this decides nothing. */
  private static final Duration MAX_AGE = Duration.ofHours(24);

  /** A prompt in an environment. */
  public record Place(String environment, String prompt) {}

  /** What is known and fresh enough to decide on; null when there is nothing such. */
  public @Nullable Consumers fresh(Instant now) {
    Instant heard = asOf;
    return heard == null || heard.isBefore(now.minus(MAX_AGE)) ? null : consumers;
  }
}
