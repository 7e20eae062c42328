/**
 * Suites that nobody has to write: attacks, and inputs made from what a prompt declares. Pure: the
 * same content gets the same cases.
 */
@NullMarked
package io.sluice.review.pack;

import org.jspecify.annotations.NullMarked;
