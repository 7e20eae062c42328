package io.sluice.registry.environment;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a desired state somebody asked for.
 *
 * @param after id of the prompt to start after; empty for the first page
 * @param limit most prompts of a page
 * @param since a commit of main that the reader knows, or null
 */
record DesiredStatePage(String after, int limit, @Nullable String since) {
  private static final String COMMIT = "[0-9a-f]{40}";

  /**
   * Reads the query string.
   *
   * @throws ProblemException 400 for what is none
   */
  static DesiredStatePage of(
      @Nullable Integer limit, @Nullable String cursor, @Nullable String since) {
    if (since != null && !since.matches(COMMIT)) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'since' is the 'commit' of an earlier answer: 40 hexadecimal digits.");
    }
    return new DesiredStatePage(
        Objects.requireNonNullElse(Page.key(cursor), ""),
        limit == null ? Page.MAX_LIMIT : Page.limit(limit),
        since);
  }
}
