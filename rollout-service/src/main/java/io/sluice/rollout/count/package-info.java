/**
 * Counters that verdicts rest on: units served and units that were bad, for each rollout, arm and
 * one-second serve bucket. They are only ever added to, so any replica may count and sums merge by
 * addition.
 */
@NullMarked
package io.sluice.rollout.count;

import org.jspecify.annotations.NullMarked;
