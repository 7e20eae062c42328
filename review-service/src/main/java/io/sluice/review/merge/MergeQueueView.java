package io.sluice.review.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.review.change.Change;
import java.time.Instant;
import java.util.List;

/**
 * Changes on their way to main, in their order.
 *
 * @param items what is being merged first, then what waits for everything to be met
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record MergeQueueView(List<Entry> items) {
  /** How far a change is. */
  public enum Progress {
    @JsonProperty("merging")
    MERGING,
    @JsonProperty("waiting")
    WAITING
  }

  /**
   * One change.
   *
   * @param by who merges it, or asked for its merge
   * @param since when they did
   * @param missing what is not met yet; empty while it is being merged
   */
  public record Entry(
      long change,
      String title,
      Progress progress,
      String digest,
      String by,
      Instant since,
      List<String> missing) {}

  static Entry merging(Change change, MergeIntent intent) {
    return new Entry(
        change.number(),
        change.proposal().title(),
        Progress.MERGING,
        intent.digest(),
        intent.mergedBy(),
        intent.mergedAt(),
        List.of());
  }

  static Entry waiting(Change change, AutoMerge wish, List<String> missing) {
    return new Entry(
        change.number(),
        change.proposal().title(),
        Progress.WAITING,
        wish.digest(),
        wish.by(),
        wish.at(),
        missing);
  }
}
