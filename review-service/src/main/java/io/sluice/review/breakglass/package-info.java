/**
 * Merges that an operator let through without the approvals they needed, and the review they owe.
 */
@NullMarked
package io.sluice.review.breakglass;

import org.jspecify.annotations.NullMarked;
