package io.sluice.rollout.outcome;

import io.sluice.rollout.decision.Decision;
import org.jspecify.annotations.Nullable;

/** An outcome whose decision token was verified. */
record ReportedOutcome(
    Decision decision,
    OutcomeStatus status,
    @Nullable Long latencyMs,
    @Nullable Double costUsd,
    @Nullable Feedback feedback) {

  /** Of two reports about the same call, the one that counts: a bad one wins. */
  ReportedOutcome worse(ReportedOutcome other) {
    return !status.isBad() && other.status.isBad() ? other : this;
  }
}
