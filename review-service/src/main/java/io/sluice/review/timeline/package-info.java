/**
 * Everything that ever happened to a change request: who, when, what. Append-only, which the
 * database enforces.
 */
@NullMarked
package io.sluice.review.timeline;

import org.jspecify.annotations.NullMarked;
