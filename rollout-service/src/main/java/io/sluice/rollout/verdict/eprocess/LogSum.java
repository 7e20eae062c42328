package io.sluice.rollout.verdict.eprocess;

/** Sums of numbers given by their natural logarithms, without overflow or cancellation. */
public final class LogSum {
  private LogSum() {}

  /** {@code ln Σ exp(terms[i])}; negative infinity for no terms or when all are. */
  public static double of(double[] terms) {
    double max = Double.NEGATIVE_INFINITY;
    for (double term : terms) {
      max = Math.max(max, term);
    }
    if (max == Double.NEGATIVE_INFINITY) {
      return max;
    }
    double sum = 0;
    for (double term : terms) {
      sum += Math.exp(term - max);
    }
    return max + Math.log(sum);
  }

  /** Logarithms of weights scaled to sum to 1. */
  static double[] normalized(double... weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double[] ln = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      ln[i] = Math.log(weights[i] / total);
    }
    return ln;
  }
}
