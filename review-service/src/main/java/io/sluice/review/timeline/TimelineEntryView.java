package io.sluice.review.timeline;

import java.time.Instant;

/**
 * One entry of {@code GET /v1/changes/{n}/timeline}.
 *
 * @param detail a sentence for a reader; for a comment or a rejection, the person's own words
 */
public record TimelineEntryView(
    long id,
    TimelineEvent event,
    String by,
    Instant at,
    int revision,
    String digest,
    String detail) {

  public static TimelineEntryView of(RecordedEntry recorded) {
    TimelineEntry entry = recorded.entry();
    return new TimelineEntryView(
        recorded.id(),
        entry.event(),
        entry.actor(),
        entry.at(),
        entry.revision(),
        entry.digest(),
        entry.detail());
  }
}
