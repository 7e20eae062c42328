/**
 * What is run against a model: a prompt's content with its inputs filled in, and the cases, whether
 * they were written by hand or made by a pack.
 */
@NullMarked
package io.sluice.review.suite;

import org.jspecify.annotations.NullMarked;
