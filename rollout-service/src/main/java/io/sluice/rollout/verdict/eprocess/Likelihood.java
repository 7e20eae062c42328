package io.sluice.rollout.verdict.eprocess;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * What the buckets seen so far say about the odds ratio candidate : stable of a bad event: the
 * conditional log-likelihood {@code L(ω) = Σ [Δk_c·ln ω − ln Z(ω)]} at each ratio of a grid. All
 * two-arm tests are differences of its values, so it is folded once for all of them. {@code L(1)}
 * is 0, and a bucket in which nobody became bad says nothing.
 *
 * @param ratios the grid, rising
 * @param ln {@code L} at each of them
 */
public record Likelihood(List<Double> ratios, List<Double> ln) {
  public Likelihood {
    ratios = List.copyOf(ratios);
    ln = List.copyOf(ln);
    if (ratios.size() != ln.size()) {
      throw new IllegalArgumentException("One value for each ratio");
    }
  }

  /** Before the first outcome: 0 everywhere. */
  public static Likelihood start(Collection<Double> ratios) {
    List<Double> grid = ratios.stream().distinct().sorted().toList();
    return new Likelihood(grid, Collections.nCopies(grid.size(), 0.0));
  }

  /** With one more bucket, or one more late part of one. */
  public Likelihood fold(RiskSet bucket) {
    if (bucket.newlyBad() == 0) {
      return this;
    }
    double[] lnRatios = ratios.stream().mapToDouble(Math::log).toArray();
    double[] lnZ = bucket.lnGenerating(lnRatios);
    List<Double> next = new ArrayList<>(lnZ.length);
    for (int i = 0; i < lnZ.length; i++) {
      next.add(ln.get(i) + bucket.newlyBadOnCandidate() * lnRatios[i] - lnZ[i]);
    }
    return new Likelihood(ratios, next);
  }

  /**
   * {@code L} at a ratio of the grid.
   *
   * @throws IllegalArgumentException when it is not on the grid
   */
  public double at(double ratio) {
    int index = ratios.indexOf(ratio);
    if (index < 0) {
      throw new IllegalArgumentException(ratio + " is not one of " + ratios);
    }
    return ln.get(index);
  }
}
