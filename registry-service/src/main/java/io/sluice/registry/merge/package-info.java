/**
 * The two ways in which main moves: a merge that carries a valid attestation, and a rollback to a
 * version that was approved and served before.
 */
@NullMarked
package io.sluice.registry.merge;

import org.jspecify.annotations.NullMarked;
