/**
 * The signed statement of what was approved, by whom, for which digest, and the key that signs it.
 * The registry and the rollout-service believe nothing else.
 */
@NullMarked
package io.sluice.review.attestation;

import org.jspecify.annotations.NullMarked;
