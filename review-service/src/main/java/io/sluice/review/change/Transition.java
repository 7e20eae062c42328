package io.sluice.review.change;

import io.sluice.review.timeline.TimelineEntry;
import java.util.List;

/** What a signal makes of a change request; persisting it is somebody else's job. */
public sealed interface Transition {
  /**
   * The change becomes another.
   *
   * @param entries what the timeline is to say, in order; empty where only facts were refreshed
   */
  record Moved(Change change, List<TimelineEntry> entries) implements Transition {
    public Moved {
      entries = List.copyOf(entries);
    }
  }

  /** The signal says nothing new. */
  record Stays(Change change) implements Transition {}

  /** The state does not allow it; the reason is for the person who asked. */
  record Refused(String reason) implements Transition {}

  /** The comparison is older than what is known, or for another target; compare again. */
  record Outdated(String promoteTo) implements Transition {}
}
