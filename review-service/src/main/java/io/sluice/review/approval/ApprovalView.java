package io.sluice.review.approval;

import io.sluice.review.approval.Approval.Standing;
import java.time.Instant;
import java.util.Set;

/**
 * An approval as its reader sees it.
 *
 * @param counts whether it counts for the change as it is now
 * @param reason why, in words
 */
public record ApprovalView(String by, Instant at, String digest, boolean counts, String reason) {
  public static ApprovalView of(Approval approval, String currentDigest, Set<String> contributors) {
    return switch (approval.standing(currentDigest, contributors)) {
      case Standing.Counts counts ->
          new ApprovalView(
              approval.by(), approval.at(), approval.digest(), true, "it names the current digest");
      case Standing.Void nothing ->
          new ApprovalView(
              approval.by(), approval.at(), approval.digest(), false, nothing.reason());
    };
  }
}
