/**
 * OpenFeature Remote Evaluation Protocol 0.3.0: prompts as flags, so that any OpenFeature SDK is a
 * client. Who gets what, what counts and the decision token are those of the serving path; here is
 * only how the protocol puts them.
 */
@NullMarked
package io.sluice.rollout.ofrep;

import org.jspecify.annotations.NullMarked;
