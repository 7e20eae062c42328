/**
 * What was measured about a version: results of evaluations and of tools from elsewhere, each bound
 * to the digest of the content it was measured on. Evidence is only ever added; whether it is good
 * enough is decided by whoever reads it, each time anew.
 */
@NullMarked
package io.sluice.review.evidence;

import org.jspecify.annotations.NullMarked;
