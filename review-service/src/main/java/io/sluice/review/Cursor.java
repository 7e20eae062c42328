package io.sluice.review;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Cursors whose sort key is a number. */
public final class Cursor {
  private Cursor() {}

  /**
   * The number in a cursor, or {@code first} when there is no cursor.
   *
   * @throws ProblemException 400 when the cursor was not made by this service
   */
  public static long number(@Nullable String cursor, long first) {
    String key = Page.key(cursor);
    if (key == null) {
      return first;
    }
    try {
      return Long.parseLong(key);
    } catch (NumberFormatException e) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'cursor' must be a nextCursor of an earlier page, unchanged.");
    }
  }
}
