package io.sluice.rollout.verdict;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A two-arm e-process over the odds ratio candidate : stable of a bad event, as a mixture of
 * alternatives.
 *
 * <p>Given random assignment, the arm of a newly bad unit is noncentral hypergeometric, so for the
 * null ratio {@code ω0} and each alternative {@code ω_j}
 *
 * <pre>ℓ_j += Δk_c·ln(ω_j/ω0) − [ln Z(ω_j) − ln Z(ω0)],   E = Σ_j v_j·exp(ℓ_j)</pre>
 *
 * <p>is a supermartingale with {@code E = 1} at the start, whatever the base rate does and however
 * traffic moves. A bucket in which nobody became bad says nothing. Sources: ter Schure et al., "The
 * anytime-valid logrank test"; Turner, Ly and Grünwald, "Generic e-variables for exact sequential
 * k-sample tests".
 */
public final class OddsRatioTest {
  private static final double[] WORSE = {1.2, 1.4, 1.7, 2.2, 3, 4.5, 8, 20, 80, 400};
  private static final double[] WORSE_WEIGHTS = {1, 1.5, 2, 3, 3, 3, 3, 2.5, 1.5, 1};
  private static final double[] NOT_WORSE = {1, .85, .7, .5};
  private static final double[] NOT_WORSE_WEIGHTS = {.55, .2, .15, .1};

  private final double lnNull;
  private final double[] lnAlternatives;
  private final double[] lnWeights;

  private OddsRatioTest(double nullRatio, double scale, double[] ratios, double[] weights) {
    this.lnNull = Math.log(nullRatio);
    this.lnAlternatives = new double[ratios.length];
    for (int j = 0; j < ratios.length; j++) {
      lnAlternatives[j] = Math.log(ratios[j] * scale);
    }
    this.lnWeights = LogSum.normalized(weights);
  }

  /**
   * Evidence that the candidate is worse, against the null hypothesis that the odds ratio is at
   * most {@code nullRatio}.
   */
  public static OddsRatioTest regression(double nullRatio) {
    return new OddsRatioTest(nullRatio, nullRatio, WORSE, WORSE_WEIGHTS);
  }

  /**
   * Evidence that the candidate is not much worse, against the null hypothesis that the odds ratio
   * is at least {@code margin}.
   */
  public static OddsRatioTest promotion(double margin) {
    return new OddsRatioTest(margin, 1, NOT_WORSE, NOT_WORSE_WEIGHTS);
  }

  /** The process before any outcome: {@code ℓ_j = 0}. */
  public List<Double> start() {
    return Collections.nCopies(lnAlternatives.length, 0.0);
  }

  /** The process after one more closed bucket, or one more late part of it. */
  public List<Double> fold(List<Double> process, RiskSet bucket) {
    if (bucket.newlyBad() == 0) {
      return process;
    }
    double[] lnAlternativeZ = bucket.lnGenerating(lnAlternatives);
    double lnNullZ = bucket.lnGenerating(new double[] {lnNull})[0];
    List<Double> next = new ArrayList<>(process.size());
    for (int j = 0; j < lnAlternatives.length; j++) {
      next.add(
          process.get(j)
              + bucket.newlyBadOnCandidate() * (lnAlternatives[j] - lnNull)
              - (lnAlternativeZ[j] - lnNullZ));
    }
    return List.copyOf(next);
  }

  /** {@code ln E} of a process. */
  public double lnEvidence(List<Double> process) {
    double[] terms = new double[lnWeights.length];
    for (int j = 0; j < terms.length; j++) {
      terms[j] = lnWeights[j] + process.get(j);
    }
    return LogSum.of(terms);
  }

  /**
   * {@code ln E} to be expected if that many units of each arm had become bad among units that stay
   * at risk: what an imagined regression would have shown by now.
   */
  double lnExpected(double candidateShare, double badOnCandidate, double badOnStable) {
    double[] terms = new double[lnWeights.length];
    for (int j = 0; j < terms.length; j++) {
      double ratio = Math.exp(lnAlternatives[j] - lnNull);
      terms[j] =
          lnWeights[j]
              + badOnCandidate * Math.log(ratio)
              - (badOnCandidate + badOnStable) * Math.log1p(candidateShare * (ratio - 1));
    }
    return LogSum.of(terms);
  }
}
