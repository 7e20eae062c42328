package io.sluice.registry.index;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a list of entries is sorted; entries that are equal in that are sorted by id. */
public record PromptOrder(Sort sort, boolean descending) {

  /** What to sort by. */
  public enum Sort {
    /** The id. */
    ID,
    /** When the latest version was made. */
    UPDATED,
    /** When a version was last approved; never reviewed sorts as the longest ago. */
    REVIEWED,
    /** How well it matches the text. */
    RELEVANCE;

    /** As HTTP writes it. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** From what HTTP says; empty when there is no such order. */
    public static Optional<Sort> of(String wire) {
      return Stream.of(values()).filter(sort -> sort.wire().equals(wire)).findFirst();
    }

    /** What HTTP may say. */
    public static List<String> wires() {
      return Stream.of(values()).map(Sort::wire).toList();
    }
  }

  /**
   * Where an entry stands in the order.
   *
   * @param key id, microseconds since 1970, or score: what is sorted by, as a text
   */
  public record Position(String key, String id) {}

  /** Where a row of a list stands. */
  public Position position(PromptSummary prompt) {
    String key =
        switch (sort) {
          case ID -> prompt.id();
          case UPDATED -> micros(prompt.updatedAt());
          case REVIEWED ->
              micros(prompt.reviewedAt() == null ? Instant.EPOCH : prompt.reviewedAt());
          case RELEVANCE -> String.valueOf(prompt.score());
        };
    return new Position(key, prompt.id());
  }

  private static String micros(Instant at) {
    return String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, at));
  }
}
