package io.sluice.review.approval;

import java.time.Instant;
import java.util.Set;

/**
 * One person's yes to one digest.
 *
 * @param by token subject
 * @param digest what exactly was approved
 * @param teams the approver's teams at that moment, as their token stated them
 */
public record Approval(String by, Instant at, String digest, Set<String> teams) {
  public Approval {
    teams = Set.copyOf(teams);
  }

  /** Whether an approval counts, derived whenever it is asked for. */
  public sealed interface Standing {
    /** It names the change's digest and comes from somebody who had no hand in it. */
    record Counts() implements Standing {}

    /** It is kept for the record only. */
    record Void(String reason) implements Standing {}
  }

  /**
   * Where this approval stands. A stale one needs no job that dismisses it: it never matches.
   *
   * @param currentDigest the change's digest now
   * @param contributors everyone who may not approve the change
   */
  public Standing standing(String currentDigest, Set<String> contributors) {
    if (!digest.equals(currentDigest)) {
      return new Standing.Void("it was given to an earlier digest; the change is another now");
    }
    if (contributors.contains(by)) {
      return new Standing.Void("four eyes: " + by + " contributed to this change");
    }
    return new Standing.Counts();
  }
}
