/**
 * Tries a policy without landing anything: who could approve a change, and what would still be
 * missing. Decided by the same requirements that decide a merge.
 */
@NullMarked
package io.sluice.review.simulation;

import org.jspecify.annotations.NullMarked;
