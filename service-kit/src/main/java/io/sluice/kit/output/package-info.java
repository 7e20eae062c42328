/**
 * What a model wrote: whether it is JSON, and whether a prompt's output schema allows it. One
 * judgement, for evaluations before a promotion and for real calls after it.
 */
@NullMarked
package io.sluice.kit.output;

import org.jspecify.annotations.NullMarked;
