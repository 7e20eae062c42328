package io.sluice.review.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a rollout's history.
 *
 * @param id rises from line to line
 * @param change number of the change request that brought the version
 * @param owner of the prompt; null when the rollout-service does not know it
 */
public record RolloutLine(
    long id,
    String prompt,
    String environment,
    int version,
    long change,
    Instant at,
    String event,
    String detail,
    @Nullable String owner) {}
