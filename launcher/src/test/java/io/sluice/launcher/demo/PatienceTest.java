package io.sluice.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.UserError;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {
  @Test
  void triesUntilSomethingIsThere() {
    AtomicInteger tries = new AtomicInteger();
    int found =
        new Patience(Duration.ofSeconds(10))
            .until("a third try", () -> Optional.of(tries.incrementAndGet()).filter(n -> n == 3));
    assertEquals(3, found);
  }

  @Test
  void givesUpAndSaysWhatItWaitedFor() {
    UserError failure =
        assertThrows(
            UserError.class,
            () -> new Patience(Duration.ofMillis(50)).until("the moon", Optional::empty));
    assertTrue(failure.getMessage().contains("the moon"), failure.getMessage());
  }
}
