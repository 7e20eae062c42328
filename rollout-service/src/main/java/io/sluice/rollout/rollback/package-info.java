/**
 * Takes rollbacks into Git: as long as a rollout is rolling back, the registry is asked to name the
 * earlier version again. Traffic has moved before.
 */
@NullMarked
package io.sluice.rollout.rollback;

import org.jspecify.annotations.NullMarked;
