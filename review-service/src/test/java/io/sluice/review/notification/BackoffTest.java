package io.sluice.review.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void pausesGrowAndTheEighthFailureIsTheLast() {
    Duration before = Duration.ZERO;
    for (int attempts = 1; attempts <= 7; attempts++) {
      Duration pause = Backoff.after(attempts).orElseThrow();
      assertTrue(pause.compareTo(before) > 0, "after " + attempts);
      before = pause;
    }
    assertEquals(Optional.empty(), Backoff.after(8));
  }
}
