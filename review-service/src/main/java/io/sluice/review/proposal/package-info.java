/**
 * Change requests made and revised over HTTP instead of by a push: files become a branch of the
 * registry, and from there on they are like any other.
 */
@NullMarked
package io.sluice.review.proposal;

import org.jspecify.annotations.NullMarked;
