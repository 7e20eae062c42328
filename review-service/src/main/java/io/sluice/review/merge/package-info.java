/**
 * Merging: an intent is recorded first, then the registry is asked, and a loop finishes what a
 * crash or an outage left behind.
 */
@NullMarked
package io.sluice.review.merge;

import org.jspecify.annotations.NullMarked;
