/**
 * Level-triggered loops: they converge on a schedule, and a hint makes the next pass come sooner.
 */
@NullMarked
package io.sluice.kit.reconcile;

import org.jspecify.annotations.NullMarked;
