/** The review that a change owes which landed by breaking the glass, and what becomes of it. */
@NullMarked
package io.sluice.review.obligation;

import org.jspecify.annotations.NullMarked;
