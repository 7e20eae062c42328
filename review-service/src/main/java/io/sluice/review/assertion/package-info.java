/**
 * What a test case demands of an output, and whether it holds. Names and meaning of the assertions
 * are promptfoo's. Everything here is a function of its arguments: what a model or an embedding has
 * to say about an output is asked elsewhere and handed in as an {@link
 * io.sluice.review.assertion.Opinion}.
 */
@NullMarked
package io.sluice.review.assertion;

import org.jspecify.annotations.NullMarked;
