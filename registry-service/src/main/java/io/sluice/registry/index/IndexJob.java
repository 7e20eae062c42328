package io.sluice.registry.index;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last rebuild or check of the index, whichever replica ran it.
 *
 * @param requestedBy a token's subject, or {@code schedule} or {@code reconciler}
 * @param commits commits of main read so far
 * @param total commits of main when it started
 * @param error why it failed, or null
 * @param different how many rows the last check found that are not as Git says
 * @param differences some of them
 * @param checkedAt end of the last check that went through, or null
 */
public record IndexJob(
    Kind kind,
    State state,
    String requestedBy,
    Instant startedAt,
    @Nullable Instant finishedAt,
    long commits,
    long total,
    @Nullable String error,
    long different,
    List<Difference> differences,
    @Nullable Instant checkedAt) {

  /** What is being done. */
  public enum Kind {
    REBUILD,
    CHECK
  }

  /** How far it is; a job whose process died is interrupted. */
  public enum State {
    RUNNING,
    DONE,
    FAILED,
    INTERRUPTED
  }

  /**
   * A row of the live index that is not as Git says.
   *
   * @param kind {@code missing}, {@code extra} or {@code different}
   */
  public record Difference(String table, String key, String kind) {}

  /** What a check found. */
  record Comparison(long different, List<Difference> differences) {}
}
