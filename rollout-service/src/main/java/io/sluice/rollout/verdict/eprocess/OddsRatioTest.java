package io.sluice.rollout.verdict.eprocess;

import java.util.ArrayList;
import java.util.List;

/**
 * A two-arm e-process over the odds ratio candidate : stable of a bad event, as a mixture of
 * alternatives.
 *
 * <p>Given random assignment, the arm of a newly bad unit is noncentral hypergeometric, so for the
 * null ratio {@code ω0} and each alternative {@code ω_j}
 *
 * <pre>ℓ_j = L(ω_j) − L(ω0),   E = Σ_j v_j·exp(ℓ_j)</pre>
 *
 * <p>with the conditional {@link Likelihood} {@code L} is a supermartingale with {@code E = 1} at
 * the start, whatever the base rate does and however traffic moves. Sources: ter Schure et al.,
 * "The anytime-valid logrank test"; Turner, Ly and Grünwald, "Generic e-variables for exact
 * sequential k-sample tests".
 */
public final class OddsRatioTest {
  private static final double[] WORSE = {1.2, 1.4, 1.7, 2.2, 3, 4.5, 8, 20, 80, 400};
  private static final double[] WORSE_WEIGHTS = {1, 1.5, 2, 3, 3, 3, 3, 2.5, 1.5, 1};
  private static final double[] NOT_WORSE = {1, .85, .7, .5};
  private static final double[] NOT_WORSE_WEIGHTS = {.55, .2, .15, .1};

  private final double nullRatio;
  private final double[] alternatives;
  private final double[] lnWeights;

  private OddsRatioTest(double nullRatio, double scale, double[] ratios, double[] weights) {
    this.nullRatio = nullRatio;
    this.alternatives = ratios.clone();
    for (int j = 0; j < ratios.length; j++) {
      alternatives[j] *= scale;
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
   *
   * @param margin above 1
   */
  public static OddsRatioTest promotion(double margin) {
    return new OddsRatioTest(margin, 1, NOT_WORSE, NOT_WORSE_WEIGHTS);
  }

  /** The ratios that a likelihood must have for this test. */
  public List<Double> ratios() {
    List<Double> ratios = new ArrayList<>();
    ratios.add(nullRatio);
    for (double alternative : alternatives) {
      ratios.add(alternative);
    }
    return ratios;
  }

  /** {@code ln E} of what was seen. */
  public double lnEvidence(Likelihood seen) {
    double lnNull = seen.at(nullRatio);
    double[] terms = new double[lnWeights.length];
    for (int j = 0; j < terms.length; j++) {
      terms[j] = lnWeights[j] + seen.at(alternatives[j]) - lnNull;
    }
    return LogSum.of(terms);
  }

  /**
   * {@code ln E} to be expected if that many units of each arm had become bad among units that stay
   * at risk: what an imagined regression would have shown by now.
   *
   * @param candidateShare of the units, between 0 and 1
   */
  public double lnExpected(double candidateShare, double badOnCandidate, double badOnStable) {
    double lnNull = lnLikelihood(nullRatio, candidateShare, badOnCandidate, badOnStable);
    double[] terms = new double[lnWeights.length];
    for (int j = 0; j < terms.length; j++) {
      terms[j] =
          lnWeights[j]
              + lnLikelihood(alternatives[j], candidateShare, badOnCandidate, badOnStable)
              - lnNull;
    }
    return LogSum.of(terms);
  }

  private static double lnLikelihood(
      double ratio, double candidateShare, double badOnCandidate, double badOnStable) {
    return badOnCandidate * Math.log(ratio)
        - (badOnCandidate + badOnStable) * Math.log1p(candidateShare * (ratio - 1));
  }
}
