/**
 * Outcomes of served calls, as apps report them: verified against the decision token, counted at
 * most once, durable before the answer.
 */
@NullMarked
package io.sluice.rollout.outcome;

import org.jspecify.annotations.NullMarked;
