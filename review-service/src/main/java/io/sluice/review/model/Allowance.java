package io.sluice.review.model;

import java.time.Duration;
import java.time.Instant;

/**
 * How much may be asked of a provider: calls at once, requests and tokens a minute. Two token
 * buckets that fill evenly and hold a sixth of a minute. A call may overdraw the bucket of tokens,
 * so that none is too large to be made; then the next one waits longer. One for each provider and
 * replica.
 */
public final class Allowance {
  /** The part of a minute that may be used at once. */
  private static final int BURSTS_PER_MINUTE = 6;

  private static final double NANOS_PER_MINUTE = 60e9;

  private final int concurrency;
  private final double requestsPerMinute;
  private final double tokensPerMinute;
  private double requests;
  private double tokens;
  private int underWay;
  private Instant filledAt;
  private Instant pausedUntil = Instant.MIN;

  /**
   * @param concurrency calls at once, from 1
   * @param requestsPerMinute from 1
   * @param tokensPerMinute input and output together, from 1
   */
  public Allowance(int concurrency, long requestsPerMinute, long tokensPerMinute, Instant now) {
    this.concurrency = concurrency;
    this.requestsPerMinute = requestsPerMinute;
    this.tokensPerMinute = tokensPerMinute;
    this.requests = burst(requestsPerMinute);
    this.tokens = burst(tokensPerMinute);
    this.filledAt = now;
  }

  /** Calls that could be made right now, as far as it can be told without knowing their tokens. */
  public synchronized int free(Instant now) {
    fill(now);
    return now.isBefore(pausedUntil) || tokens <= 0
        ? 0
        : Math.min(concurrency - underWay, (int) requests);
  }

  /**
   * Takes what one call needs.
   *
   * @param estimate tokens that it may take
   * @return false when it has to wait; then nothing is taken
   */
  public synchronized boolean take(long estimate, Instant now) {
    if (free(now) < 1) {
      return false;
    }
    requests -= 1;
    tokens -= estimate;
    underWay++;
    return true;
  }

  /**
   * A call is over.
   *
   * @param estimate what was taken for it
   * @param actual what it took; 0 when nothing came of it
   */
  public synchronized void done(long estimate, long actual) {
    underWay--;
    tokens = Math.min(tokens + estimate - actual, burst(tokensPerMinute));
  }

  /** A call that was taken for was not made after all. */
  public synchronized void undo(long estimate) {
    done(estimate, 0);
    requests = Math.min(requests + 1, burst(requestsPerMinute));
  }

  /** The provider wants to be left alone. */
  public synchronized void pause(Instant until) {
    if (until.isAfter(pausedUntil)) {
      pausedUntil = until;
    }
  }

  private void fill(Instant now) {
    if (now.isAfter(filledAt)) {
      double minutes = Duration.between(filledAt, now).toNanos() / NANOS_PER_MINUTE;
      requests = Math.min(requests + minutes * requestsPerMinute, burst(requestsPerMinute));
      tokens = Math.min(tokens + minutes * tokensPerMinute, burst(tokensPerMinute));
      filledAt = now;
    }
  }

  private static double burst(double perMinute) {
    return Math.max(1, perMinute / BURSTS_PER_MINUTE);
  }
}
