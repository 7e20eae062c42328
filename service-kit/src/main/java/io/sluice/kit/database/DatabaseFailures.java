package io.sluice.kit.database;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Tells what a failure of the database means, without the driver's types leaking into features. */
public final class DatabaseFailures {
  private static final String UNIQUE_VIOLATION = "23505";

  private DatabaseFailures() {}

  /** True when no connection could be had or it broke: trying again later may help. */
  public static boolean isUnavailable(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String type = t.getClass().getName();
      if (t instanceof IOException || t instanceof TimeoutException) {
        return true;
      }
      if (type.equals("io.vertx.core.impl.NoStackTraceThrowable")
          && String.valueOf(t.getMessage()).contains("Timeout")) {
        return true;
      }
      if (t instanceof io.vertx.pgclient.PgException pg
          && pg.getSqlState() != null
          && (pg.getSqlState().startsWith("08") || pg.getSqlState().startsWith("57P"))) {
        return true;
      }
    }
    return false;
  }

  /** True when a unique key refused the row: somebody else was first. */
  public static boolean isDuplicate(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof io.vertx.pgclient.PgException pg
          && UNIQUE_VIOLATION.equals(pg.getSqlState())) {
        return true;
      }
    }
    return false;
  }
}
