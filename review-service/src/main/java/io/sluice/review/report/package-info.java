/**
 * Evaluations over HTTP: starting and stopping them, and reading where they are and what they say.
 */
@NullMarked
package io.sluice.review.report;

import org.jspecify.annotations.NullMarked;
