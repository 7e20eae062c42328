package io.sluice.review.change;

import io.sluice.review.registry.Comparison;

/** The words that a change request opens with. */
public record Opening(String title, String description) {
  private static final int MAX_TITLE_CHARS = 200;

  /** Words of a pushed branch: its head commit's message. */
  public static Opening of(Comparison comparison) {
    String message = comparison.title().replaceAll("\\p{Cntrl}", " ").strip();
    String title = message.isEmpty() ? comparison.branch() : message;
    return new Opening(
        title.length() <= MAX_TITLE_CHARS ? title : title.substring(0, MAX_TITLE_CHARS - 1) + "…",
        comparison.description());
  }
}
