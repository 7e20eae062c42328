package io.sluice.review.merge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A merge that was decided. It stays active until the registry has said yes or no for good.
 *
 * @param parent head of main that the merge commit is to build on
 * @param attestation the signed statement, the same for every attempt
 * @param glassReason why {@code mergedBy} merges without the approvals that it needs; else null
 */
record MergeIntent(
    long id,
    long change,
    State state,
    String digest,
    String parent,
    String mergedBy,
    Instant mergedAt,
    String attestation,
    @Nullable String glassReason) {

  /** Stored by name. */
  enum State {
    ACTIVE,
    MERGED,
    FAILED
  }

  MergeIntent onto(String newParent) {
    return new MergeIntent(
        id, change, state, digest, newParent, mergedBy, mergedAt, attestation, glassReason);
  }
}
