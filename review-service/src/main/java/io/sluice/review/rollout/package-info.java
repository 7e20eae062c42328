/** The rollout-service, as far as this service asks it. */
@NullMarked
package io.sluice.review.rollout;

import org.jspecify.annotations.NullMarked;
