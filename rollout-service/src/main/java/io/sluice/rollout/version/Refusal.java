package io.sluice.rollout.version;

import java.time.Instant;

/**
 * A version that this replica refuses to serve.
 *
 * @param source where the version came from
 * @param reason which check it failed
 * @param since when it was first refused
 */
public record Refusal(VersionKey key, Source source, String reason, Instant since) {
  /** Where versions come from. */
  public enum Source {
    REGISTRY,
    DATABASE,
    DISK
  }
}
