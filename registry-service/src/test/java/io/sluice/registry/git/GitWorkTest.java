package io.sluice.registry.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitWorkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.closeAndAwait();
  }

  private <T> T run(Callable<T> work) {
    return new GitWork(vertx).run(work).await().atMost(PATIENCE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFullDiskIsTheRepositorysMatterAndNotTheDatabases(boolean isChecked) {
    IOException full = new IOException("No space left on device");
    ProblemException problem =
        assertThrows(
            ProblemException.class,
            () ->
                run(
                    () -> {
                      throw isChecked ? full : new UncheckedIOException(full);
                    }));
    assertEquals(CommonProblem.UNAVAILABLE, problem.type());
    assertTrue(String.valueOf(problem.getMessage()).startsWith("The Git repository cannot be"));
  }

  @Test
  void otherFailuresStayWhatTheyAre() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            run(
                () -> {
                  throw new IllegalArgumentException();
                }));
    assertEquals("done", run(() -> "done"));
  }
}
