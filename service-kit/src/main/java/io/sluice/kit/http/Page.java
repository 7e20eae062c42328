package io.sluice.kit.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items at most {@code limit} of them
 * @param nextCursor hand it back as {@code ?cursor=} for the next page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  /** Page size when the caller names none. */
  public static final int DEFAULT_LIMIT = 50;

  /** Largest page size. */
  public static final int MAX_LIMIT = 200;

  /**
   * Makes a page from a query that asked for one row more than the limit.
   *
   * @param key the sort key of an item, from which the next page starts
   */
  public static <R, T> Page<T> of(
      List<R> rows, int limit, Function<R, String> key, Function<R, T> view) {
    List<T> items = rows.stream().limit(limit).map(view).toList();
    return new Page<>(items, rows.size() > limit ? cursor(key.apply(rows.get(limit - 1))) : null);
  }

  /**
   * Checks a {@code limit} parameter.
   *
   * @throws ProblemException 400 when it is outside 1 to {@link #MAX_LIMIT}
   */
  public static int limit(@Nullable Integer limit) {
    if (limit == null) {
      return DEFAULT_LIMIT;
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST, "'limit' is 1 to " + MAX_LIMIT + ", not " + limit + ".");
    }
    return limit;
  }

  /**
   * The sort key inside a cursor, or null for the first page.
   *
   * @throws ProblemException 400 when the cursor was not made by this service
   */
  public static @Nullable String key(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return null;
    }
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'cursor' must be a nextCursor of an earlier page, unchanged.");
    }
  }

  /** The cursor for what comes after a sort key. */
  public static String cursor(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }
}
