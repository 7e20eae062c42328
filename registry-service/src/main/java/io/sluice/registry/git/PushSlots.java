package io.sluice.registry.git;

import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Who may push right now. Sending and checking are counted apart: whoever sends slowly uses up
 * their own share of senders, and none of the few places where packs are unfolded and checked.
 */
final class PushSlots {
  static final int MAX_CHECKED_AT_ONCE = 4;
  static final int MAX_SENT_BY_ONE_AT_ONCE = 4;
  static final int MAX_SENT_AT_ONCE = 32;
  private static final int RETRY_SECONDS = 2;

  private final Semaphore checks = new Semaphore(MAX_CHECKED_AT_ONCE, true);
  private final Semaphore senders = new Semaphore(MAX_SENT_AT_ONCE);
  private final Map<String, Integer> sendersBySubject = new ConcurrentHashMap<>();
  private final Duration patience;

  /**
   * @param patience how long a push that has arrived waits for its turn to be checked
   */
  PushSlots(Duration patience) {
    this.patience = patience;
  }

  /** A place that is given back by closing it. */
  interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * A place to send a push.
   *
   * @throws ProblemException 429 when this person, or everybody together, has too many under way
   */
  Slot send(String subject) {
    if (!senders.tryAcquire()) {
      throw busy("Too many pushes arrive at once; try again in a moment.");
    }
    if (sendersBySubject.merge(subject, 1, Integer::sum) > MAX_SENT_BY_ONE_AT_ONCE) {
      sent(subject);
      throw busy(
          "You have "
              + MAX_SENT_BY_ONE_AT_ONCE
              + " pushes under way, the most at once; try again when one is through.");
    }
    return () -> sent(subject);
  }

  private void sent(String subject) {
    sendersBySubject.computeIfPresent(subject, (who, count) -> count == 1 ? null : count - 1);
    senders.release();
  }

  /**
   * A place to be checked, as soon as there is one.
   *
   * @throws ProblemException 429 when there is none for too long
   */
  Slot check() {
    try {
      if (!checks.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy("Too many pushes are being checked; try again in a moment.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy("The registry is stopping; try again in a moment.");
    }
    return checks::release;
  }

  private static ProblemException busy(String detail) {
    return ProblemException.retryLater(RegistryProblem.TOO_MANY_PUSHES, detail, RETRY_SECONDS);
  }
}
