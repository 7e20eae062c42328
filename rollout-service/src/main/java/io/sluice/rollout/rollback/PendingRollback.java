package io.sluice.rollout.rollback;

import java.time.Instant;

/**
 * A rollback that was ordered while the database was down.
 *
 * @param by token subject
 */
record PendingRollback(long rollout, String by, String reason, Instant at) {}
