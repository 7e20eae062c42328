package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tries again until something is there, with pauses that grow, and gives up after a while: a
 * service that was killed may be back in some seconds.
 *
 * @param limit how long to try
 */
record Patience(Duration limit) {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /**
   * What the attempt finds, as soon as it finds something.
   *
   * @param what for the message when it never does
   * @param attempt empty to be tried again
   */
  <T> T until(String what, Supplier<Optional<T>> attempt) {
    long deadline = System.nanoTime() + limit.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      Optional<T> found = attempt.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new UserError(
            "Gave up after %d s of waiting for this: %s".formatted(limit.toSeconds(), what));
      }
      sleep(pause);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
  }

  static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }
}
