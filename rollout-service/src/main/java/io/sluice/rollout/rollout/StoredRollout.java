package io.sluice.rollout.rollout;

import io.sluice.rollout.lifecycle.Rollout;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.verdict.Evidence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rollout with its number, its evidence so far, and its times.
 *
 * @param lastRule rule of the last tick that was kept; null before the first
 */
public record StoredRollout(
    long number,
    Rollout rollout,
    Evidence evidence,
    Baseline baseline,
    @Nullable String lastRule,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt) {}
