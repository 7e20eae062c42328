package io.sluice.review.approval;

import io.sluice.review.change.Change;
import java.time.Instant;

/** A rejection that is on record, and the change's state after it. */
public record RejectionView(String by, Instant at, String digest, String reason, String state) {
  static RejectionView of(Change change, String by, String reason) {
    return new RejectionView(
        by, change.updatedAt(), change.digest(), reason, change.state().wireName());
  }
}
