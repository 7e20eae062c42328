package io.sluice.rollout.simulation;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Who calls, and how often compared with others. */
public final class Callers {
  /** Every call is by itself. */
  public static final Callers WITHOUT_SUBJECT = new Callers(new double[0]);

  private final double[] cumulative;

  private Callers(double[] cumulative) {
    this.cumulative = cumulative;
  }

  /** So many subjects, of whom the r-th calls {@code 1/r} as often as the first: heavy users. */
  public static Callers heavyTailed(int number) {
    double[] weights = new double[number];
    for (int i = 0; i < number; i++) {
      weights[i] = 1.0 / (i + 1);
    }
    return of(weights);
  }

  /** Subjects with weights of their own. */
  public static Callers of(double[] weights) {
    double[] cumulative = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      cumulative[i] = sum;
    }
    return new Callers(cumulative);
  }

  int size() {
    return cumulative.length;
  }

  boolean hasSubjects() {
    return cumulative.length > 0;
  }

  /** The next caller; 0 without subjects. */
  int next(RandomGenerator random) {
    if (!hasSubjects()) {
      return 0;
    }
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found + 1);
  }
}
