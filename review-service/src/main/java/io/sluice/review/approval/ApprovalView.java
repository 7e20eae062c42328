package io.sluice.review.approval;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.review.approval.Approval.Standing;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An approval as its reader sees it.
 *
 * @param counts whether it counts for the change as it is now
 * @param reason why, in words
 * @param shown the change's plan as it was when the approval was given: evidence, who used the
 *     prompts, who was on call; only in {@code GET /v1/changes/{n}/approvals}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApprovalView(
    String by,
    Instant at,
    String digest,
    boolean counts,
    String reason,
    @Schema(implementation = Object.class) @Nullable JsonNode shown) {
  public static ApprovalView of(Approval approval, Standing standing) {
    return switch (standing) {
      case Standing.Counts counts -> of(approval, true, "it names the current digest");
      case Standing.Void nothing -> of(approval, false, nothing.reason());
    };
  }

  private static ApprovalView of(Approval approval, boolean counts, String reason) {
    return new ApprovalView(approval.by(), approval.at(), approval.digest(), counts, reason, null);
  }

  ApprovalView shown(@Nullable JsonNode plan) {
    return new ApprovalView(by, at, digest, counts, reason, plan);
  }
}
