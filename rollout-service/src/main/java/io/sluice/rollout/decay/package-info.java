/**
 * Notices when a version that serves everybody has begun to fail more often than when it was rolled
 * out, weeks or months later. It only says so: in the rollout's history, to people, as a metric.
 */
@NullMarked
package io.sluice.rollout.decay;

import org.jspecify.annotations.NullMarked;
