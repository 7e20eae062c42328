/**
 * What this service's background loops share: the event loop they run on, whether the database can
 * be used yet, which replica's turn it is, and work that blocks.
 */
@NullMarked
package io.sluice.rollout.loop;

import org.jspecify.annotations.NullMarked;
