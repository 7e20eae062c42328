package io.sluice.review.timeline;

/**
 * An entry with its place in the timeline.
 *
 * @param id grows with every entry; also the cursor of the list
 */
public record RecordedEntry(long id, TimelineEntry entry) {}
