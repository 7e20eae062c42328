/**
 * Calling models: who can be asked and how often, what a call costs, and what became of it. Only
 * {@link io.sluice.review.model.ModelClient} knows the library that speaks the vendors' protocols.
 */
@NullMarked
package io.sluice.review.model;

import org.jspecify.annotations.NullMarked;
