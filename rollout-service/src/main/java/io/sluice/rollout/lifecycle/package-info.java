/**
 * The life of a rollout as a pure state machine: {@code step(signal, now)} returns the new state,
 * what happened in words, and effects as data. Persisting the state and carrying out the effects is
 * done elsewhere, and effects can always be derived from the state again: a rollout that is rolling
 * back owes a revert in Git until the desired state shows it.
 */
@NullMarked
package io.sluice.rollout.lifecycle;

import org.jspecify.annotations.NullMarked;
