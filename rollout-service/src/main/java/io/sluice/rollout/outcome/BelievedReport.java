package io.sluice.rollout.outcome;

import io.sluice.rollout.decision.Decision;
import io.sluice.rollout.outcome.OutcomesRequest.Outcome;

/**
 * An outcome of a decision that was really served to the caller.
 *
 * @param index position in its request
 */
record BelievedReport(int index, Decision decision, Outcome outcome) {}
