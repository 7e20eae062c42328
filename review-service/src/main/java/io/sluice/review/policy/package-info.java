/**
 * What {@code sluice.yaml} on main demands of a change: how many approvals and from whom, for how
 * long they count, when nothing may land. Plain values and pure functions; a rule that is not
 * understood is said so and never ignored.
 */
@NullMarked
package io.sluice.review.policy;

import org.jspecify.annotations.NullMarked;
