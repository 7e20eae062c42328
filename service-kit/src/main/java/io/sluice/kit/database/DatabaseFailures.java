package io.sluice.kit.database;

import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells what a failure of the database means, without the driver's types leaking into features. */
public final class DatabaseFailures {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String UNDEFINED_TABLE = "42P01";

  /** A server that takes over, or is taken over, only reads for a while. */
  private static final String READ_ONLY = "25006";

  /**
   * Classes of SQLSTATE (PostgreSQL, appendix A): connection, resources (connections, disk,
   * memory), shutdown and start, and its disk.
   */
  private static final List<String> PASSING = List.of("08", "53", "57P", "58");

  private DatabaseFailures() {}

  /**
   * True when trying again later may help: no connection could be had, it broke, the server cannot
   * write right now, or the schema is not there yet.
   */
  public static boolean isUnavailable(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String type = t.getClass().getName();
      if (t instanceof IOException
          || t instanceof TimeoutException
          || t instanceof io.smallrye.mutiny.TimeoutException) {
        return true;
      }
      if (type.equals("io.vertx.core.impl.NoStackTraceThrowable")
          && String.valueOf(t.getMessage()).contains("Timeout")) {
        return true;
      }
      String state = sqlState(t);
      if (state != null && isPassing(state)) {
        return true;
      }
    }
    return false;
  }

  /** True when a unique key refused the row: somebody else was first. */
  public static boolean isDuplicate(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (UNIQUE_VIOLATION.equals(sqlState(t))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPassing(String state) {
    return PASSING.stream().anyMatch(state::startsWith)
        || state.equals(READ_ONLY)
        || state.equals(UNDEFINED_TABLE);
  }

  /** Hibernate Reactive hands the driver's failure on as a {@link SQLException}. */
  private static @Nullable String sqlState(Throwable failure) {
    if (failure instanceof PgException postgres) {
      return postgres.getSqlState();
    }
    return failure instanceof SQLException sql ? sql.getSQLState() : null;
  }
}
