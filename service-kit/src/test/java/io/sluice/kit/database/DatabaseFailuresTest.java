package io.sluice.kit.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.TimeoutException;
import java.net.ConnectException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFailuresTest {
  private static boolean isUnavailable(String state) {
    return DatabaseFailures.isUnavailable(
        new IllegalStateException("wrapped", new SQLException("said so", state)));
  }

  /**
   * Connection lost, disk full, too many clients, read-only, shutting down, i/o error, no schema.
   */
  @ParameterizedTest
  @ValueSource(strings = {"08006", "53100", "53300", "25006", "57P01", "58030", "42P01"})
  void whatPassesIsUnavailable(String state) {
    assertTrue(isUnavailable(state));
  }

  /** A duplicate, a deadlock, a statement that took too long, a wrong statement. */
  @ParameterizedTest
  @ValueSource(strings = {"23505", "40P01", "57014", "42601"})
  void whatDoesNotPassByItselfIsAFault(String state) {
    assertFalse(isUnavailable(state));
  }

  @Test
  void silenceIsUnavailable() {
    assertTrue(DatabaseFailures.isUnavailable(new ConnectException("refused")));
    assertTrue(DatabaseFailures.isUnavailable(new TimeoutException()));
    assertFalse(DatabaseFailures.isUnavailable(new IllegalStateException("a bug")));
  }
}
