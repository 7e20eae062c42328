package io.sluice.review.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one section of {@code sluice.yaml} demands.
 *
 * @param scope for a reader: an environment's name, or {@code label high-risk}
 * @param approvals all of these have to be met
 * @param approvalsExpire how long an approval counts; null for ever
 * @param freeze when nothing lands
 * @param breakGlass which operators may merge all the same; null for nobody
 */
public record Rules(
    String scope,
    List<ApprovalDemand> approvals,
    @Nullable Duration approvalsExpire,
    List<FreezeWindow> freeze,
    ApprovalDemand.@Nullable From breakGlass) {
  public Rules {
    approvals = List.copyOf(approvals);
    freeze = List.copyOf(freeze);
  }

  /** What reading a section gives. */
  public sealed interface Reading {
    /** Every rule of it is understood. */
    record Read(Rules rules) implements Reading {}

    /** A rule that is not understood could be the one that forbids: nobody may ignore it. */
    record NotUnderstood(String scope, String why) implements Reading {}
  }
}
