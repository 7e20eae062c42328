/**
 * Whether a candidate version does worse than the stable one: pure functions over additive
 * counters, without a framework, a clock or a database.
 *
 * <p>Every test here is an e-process: it may be looked at after each outcome, and the chance that
 * it ever exceeds {@code 1/alpha} while its null hypothesis holds is at most alpha (Ville's
 * inequality). The judgement is one of four: a regression, healthy, a cause that both versions
 * share, or inconclusive, which says how large a regression would have been seen by now. The
 * formulas are in {@code eprocess}.
 */
@NullMarked
package io.sluice.rollout.verdict;

import org.jspecify.annotations.NullMarked;
