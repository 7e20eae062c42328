/**
 * The mathematics of verdicts: e-processes over counts, a time-uniform bound, a detector of change.
 * Each may be looked at after every outcome; evidence is kept as natural logarithms.
 *
 * <p>Sources: ter Schure et al., "The anytime-valid logrank test"; Turner, Ly and Grünwald,
 * "Generic e-variables for exact sequential k-sample tests"; Lindon and Malek, "Anytime-valid
 * inference for multinomial count data"; Shin, Ramdas and Rinaldo, "E-detectors".
 */
@NullMarked
package io.sluice.rollout.verdict.eprocess;

import org.jspecify.annotations.NullMarked;
