package io.sluice.rollout.verdict.eprocess;

/**
 * The units of one serve-time bucket that could still have their first bad event, and how many now
 * had it.
 *
 * @param candidateAtRisk units on the candidate without an earlier bad event
 * @param stableAtRisk the same on the stable version
 * @param newlyBad units of both arms that now had their first bad event
 * @param newlyBadOnCandidate those of them on the candidate
 */
public record RiskSet(
    long candidateAtRisk, long stableAtRisk, long newlyBad, long newlyBadOnCandidate) {
  public RiskSet {
    long newlyBadOnStable = newlyBad - newlyBadOnCandidate;
    if (newlyBadOnCandidate < 0
        || newlyBadOnStable < 0
        || newlyBadOnCandidate > candidateAtRisk
        || newlyBadOnStable > stableAtRisk) {
      throw new IllegalArgumentException(
          "More bad units than units at risk: "
              + newlyBadOnCandidate
              + " of "
              + candidateAtRisk
              + " and "
              + newlyBadOnStable
              + " of "
              + stableAtRisk);
    }
  }

  /**
   * {@code ln Z(w)} for {@code Z(w) = Σ_k h(k)·w^k}, the generating function of the hypergeometric
   * number of newly bad units on the candidate when every unit at risk is equally likely to be bad.
   *
   * <p>The terms are built from the ratio of neighbours {@code h(k+1)/h(k)}, so no binomial
   * coefficient is ever formed and {@code Z(1) = 1} holds to the last digit.
   */
  double[] lnGenerating(double[] lnOddsRatios) {
    long lowest = Math.max(0, newlyBad - stableAtRisk);
    long highest = Math.min(newlyBad, candidateAtRisk);
    int size = Math.toIntExact(highest - lowest + 1);
    double[] lnShare = new double[size];
    for (int i = 1; i < size; i++) {
      double k = lowest + i - 1;
      lnShare[i] =
          lnShare[i - 1]
              + Math.log(candidateAtRisk - k)
              + Math.log(newlyBad - k)
              - Math.log(k + 1)
              - Math.log(stableAtRisk - newlyBad + k + 1);
    }
    double lnTotal = LogSum.of(lnShare);
    double[] result = new double[lnOddsRatios.length];
    double[] terms = new double[size];
    for (int j = 0; j < lnOddsRatios.length; j++) {
      for (int i = 0; i < size; i++) {
        terms[i] = lnShare[i] - lnTotal + (lowest + i) * lnOddsRatios[j];
      }
      result[j] = LogSum.of(terms);
    }
    return result;
  }
}
