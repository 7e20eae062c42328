/**
 * Rollouts as they are kept and shown: the row that holds the state, its history, quarantined
 * promotions, and the HTTP view with the operator's actions. The rules are in {@code lifecycle}.
 */
@NullMarked
package io.sluice.rollout.rollout;

import org.jspecify.annotations.NullMarked;
