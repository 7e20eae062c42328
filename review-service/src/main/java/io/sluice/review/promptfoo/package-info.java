/**
 * Suites to promptfoo and results back. What promptfoo measured becomes evidence only of the
 * content and the cases that it can be seen to have been measured on.
 */
@NullMarked
package io.sluice.review.promptfoo;

import org.jspecify.annotations.NullMarked;
