/**
 * The serving path. Every answer comes from an immutable snapshot in memory: no lock, no database,
 * no other service. The snapshot is rebuilt from the database when traffic changes, and kept on
 * disk in two generations, so that a replica starts and serves while everything else is down.
 * Whatever a snapshot is built from, every version in it was verified in this process.
 */
@NullMarked
package io.sluice.rollout.serving;

import org.jspecify.annotations.NullMarked;
