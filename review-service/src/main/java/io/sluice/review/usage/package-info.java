/**
 * Who uses the prompts that are under review: asked of the rollout-service by a loop and kept here,
 * so that reading a change waits for nobody and says how old its facts are.
 */
@NullMarked
package io.sluice.review.usage;

import org.jspecify.annotations.NullMarked;
