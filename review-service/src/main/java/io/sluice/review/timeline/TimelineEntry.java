package io.sluice.review.timeline;

import java.time.Instant;

/**
 * One thing that happened.
 *
 * @param actor token subject, or the name of this service where no person did it
 * @param revision the change's revision at that moment
 * @param digest the change's digest at that moment
 * @param detail a sentence for a reader, or the person's own words
 */
public record TimelineEntry(
    TimelineEvent event, String actor, Instant at, int revision, String digest, String detail) {
  /** Actor of what happens without a person. */
  public static final String SERVICE = "review-service";
}
