/**
 * Whole rollouts in simulated time, by the classes that judge and move the real ones: plan, state
 * machine, split, evidence, verdict. It shows what the verdict promises (false rollbacks, time to
 * detect, healthy versions getting through) and runs from the packaged service with nothing else,
 * see {@code ./sluice bench verdict}.
 */
@NullMarked
package io.sluice.rollout.simulation;

import org.jspecify.annotations.NullMarked;
