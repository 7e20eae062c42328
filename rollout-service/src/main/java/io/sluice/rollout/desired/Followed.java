package io.sluice.rollout.desired;

import io.sluice.rollout.version.VersionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far this replica has followed one environment.
 *
 * @param commit commit of main whose state the rollouts agree with; null before the first reading
 * @param tag the ETag of that state; null with the commit
 * @param readAllAt when everything, and not only what had changed, was last read
 * @param refused versions that Git wants and that may not be served
 */
record Followed(
    @Nullable String commit, @Nullable String tag, Instant readAllAt, List<VersionKey> refused) {
  /** A row that was changed by hand, or a note that was lost, is set right this soon. */
  private static final Duration READ_ALL_EVERY = Duration.ofMinutes(5);

  /**
   * A key may have come that approves what is refused, and a bad row is set right by Git's copy.
   */
  private static final Duration READ_REFUSED_EVERY = Duration.ofSeconds(5);

  static final Followed NOTHING = new Followed(null, null, Instant.MIN, List.of());

  Followed {
    refused = List.copyOf(refused);
  }

  /**
   * Where the next reading starts: at what is known, or, when it is time, from nothing.
   *
   * @param isRefusing whether any version of the environment is refused, wherever it was read
   */
  Followed start(Instant now, boolean isRefusing) {
    Duration every = isRefusing ? READ_REFUSED_EVERY : READ_ALL_EVERY;
    boolean isTime = commit == null || !now.isBefore(readAllAt.plus(every));
    return isTime ? NOTHING : this;
  }
}
