package io.sluice.review.rollout;

import java.time.Instant;

/**
 * A line of a rollout's history.
 *
 * @param id rises from line to line
 * @param change number of the change request that brought the version
 */
public record RolloutLine(
    long id,
    String prompt,
    String environment,
    int version,
    long change,
    Instant at,
    String event,
    String detail) {}
