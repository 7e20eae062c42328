/**
 * Follows Git: reads the desired state of each environment from the registry, verifies every
 * version itself, and starts, supersedes or completes rollouts until they agree with it.
 */
@NullMarked
package io.sluice.rollout.desired;

import org.jspecify.annotations.NullMarked;
