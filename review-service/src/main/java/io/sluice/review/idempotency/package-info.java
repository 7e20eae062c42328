/**
 * Remembers what a request with an {@code Idempotency-Key} made, so that repeating it makes nothing
 * more.
 */
@NullMarked
package io.sluice.review.idempotency;

import org.jspecify.annotations.NullMarked;
