package io.sluice.registry.index;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the index is doing.
 *
 * @param commit commit of main that it is at; null before the first pass
 * @param mainHead commit that main is at
 * @param commitsBehind first parents of main that it lacks; null when it is not on main at all
 * @param lastError what stopped the last pass of this replica, or null
 * @param job the last rebuild or check; null when there never was one
 * @param check what the last check found; null when there never was one
 */
public record IndexView(
    @Nullable String commit,
    String mainHead,
    @Nullable Integer commitsBehind,
    long secondsBehind,
    @Nullable Instant lastSuccess,
    @Nullable String lastError,
    @Nullable Job job,
    @Nullable Check check) {

  /**
   * A rebuild or a check.
   *
   * @param state {@code running}, {@code done}, {@code failed} or {@code interrupted}
   */
  public record Job(
      String kind,
      String state,
      String requestedBy,
      Instant startedAt,
      @Nullable Instant finishedAt,
      long commits,
      long total,
      @Nullable String error) {
    static Job of(IndexJob job) {
      return new Job(
          job.kind().name().toLowerCase(Locale.ROOT),
          job.state().name().toLowerCase(Locale.ROOT),
          job.requestedBy(),
          job.startedAt(),
          job.finishedAt(),
          job.commits(),
          job.total(),
          job.error());
    }
  }

  /**
   * What a check found.
   *
   * @param different rows that are not as Git says
   * @param differences the first 100 of them
   */
  public record Check(Instant at, long different, List<IndexJob.Difference> differences) {
    static @Nullable Check of(IndexJob job) {
      Instant at = job.checkedAt();
      return at == null ? null : new Check(at, job.different(), job.differences());
    }
  }
}
