/** The catalogue of failures that the rollout-service can answer with. */
@NullMarked
package io.sluice.rollout.problem;

import org.jspecify.annotations.NullMarked;
