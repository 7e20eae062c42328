/**
 * What differs between two versions of a prompt, and what that means to those who depend on it:
 * fields, words, inputs, the output schema, tokens and cost.
 */
@NullMarked
package io.sluice.registry.difference;

import org.jspecify.annotations.NullMarked;
