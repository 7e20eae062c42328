package io.sluice.review.approval;

import io.sluice.review.people.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
   * What an approval is held against.
   *
   * @param digest the change's digest now
   * @param contributors everyone who may not approve the change
   * @param expiry how long an approval counts by the policy; empty for ever
   */
  public record Circumstances(
      String digest, Set<String> contributors, Optional<Duration> expiry, Instant now) {}

  /**
   * Where this approval stands. A stale one needs no job that dismisses it: it never matches.
   *
   * @param approver what is known of the approver now; null when nothing is beside this approval
   */
  public Standing standing(Circumstances now, @Nullable Person approver) {
    if (!digest.equals(now.digest())) {
      return new Standing.Void("it was given to an earlier digest; the change is another now");
    }
    if (now.contributors().contains(by)) {
      return new Standing.Void("four eyes: " + by + " contributed to this change");
    }
    Optional<String> lost = approver == null ? Optional.<String>empty() : approver.mayNotReview();
    if (lost.isPresent()) {
      return new Standing.Void(lost.get());
    }
    Optional<Instant> until = now.expiry().map(at::plus);
    if (until.isPresent() && !now.now().isBefore(until.get())) {
      return new Standing.Void("it expired at " + until.get() + "; approve again");
    }
    return new Standing.Counts();
  }

  /**
   * Whether the approver was in a team when they approved and is not known to have left it.
   *
   * @param approver what is known of the approver now; null when nothing is beside this approval
   */
  public boolean isFrom(String team, @Nullable Person approver) {
    return teams.contains(team) && (approver == null || approver.isIn(team));
  }
}
