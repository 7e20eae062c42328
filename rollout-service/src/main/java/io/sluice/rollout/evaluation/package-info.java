/**
 * Watches running rollouts: folds closed counters into their evidence, has it judged, and carries
 * out what the state machine answers. One replica at a time evaluates a rollout.
 */
@NullMarked
package io.sluice.rollout.evaluation;

import org.jspecify.annotations.NullMarked;
