package io.sluice.rollout.rollout;

import io.sluice.rollout.lifecycle.Rollout;
import io.sluice.rollout.verdict.Evidence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A rollout with its number, its evidence so far, and its times. */
public record StoredRollout(
    long number,
    Rollout rollout,
    Evidence evidence,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt) {}
