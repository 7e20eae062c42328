package io.sluice.rollout.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of a rollout's history. */
public record RolloutEvent(
    Instant at, String event, String detail, @Nullable DecisionFacts facts) {}
