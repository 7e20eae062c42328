package io.sluice.rollout.rollout;

import io.sluice.rollout.verdict.Judgement;
import java.time.Instant;

/**
 * A tick of the evaluation that decided, or that changed the reason why nothing is decided.
 *
 * @param decided true when the rollout moved
 * @param detail the finding in words
 * @param facts numerator, denominator, evidence and rule
 * @param judgement what it rested on, to be judged again
 */
public record VerdictTick(
    Instant at, boolean decided, String detail, DecisionFacts facts, Judgement judgement) {}
