/**
 * A change request as its reader sees it: state, digest, the verdict of every requirement with its
 * reason, approvals, and the difference.
 */
@NullMarked
package io.sluice.review.overview;

import org.jspecify.annotations.NullMarked;
