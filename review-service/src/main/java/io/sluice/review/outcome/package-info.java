/**
 * What finished evaluations say: a version against the one that was live, and evidence for the
 * checklist. Pure.
 */
@NullMarked
package io.sluice.review.outcome;

import org.jspecify.annotations.NullMarked;
