package io.sluice.rollout.verdict;

import java.util.List;

/**
 * How much worse a candidate may at most be to pass a gate, as odds ratios above 1.
 *
 * @param early at the early gate
 * @param late at the late one
 * @param earlyFeedback at the early gate, for thumbs down, which are rare
 * @param lateFeedback the same at the late one
 */
public record Margins(double early, double late, double earlyFeedback, double lateFeedback) {
  /** What a plan has that says nothing else. */
  public static final Margins DEFAULT = new Margins(2, 1.3, 3, 2);

  public Margins {
    for (double margin : new double[] {early, late, earlyFeedback, lateFeedback}) {
      if (!(margin > 1 && margin <= 100)) {
        throw new IllegalArgumentException("Margins are above 1 and at most 100, not " + margin);
      }
    }
  }

  /** The margin of a metric at a gate. */
  public double of(Metric metric, Gate gate) {
    boolean feedback = metric == Metric.FEEDBACK;
    return switch (gate) {
      case EARLY -> feedback ? earlyFeedback : early;
      case LATE -> feedback ? lateFeedback : late;
    };
  }

  List<Double> of(Metric metric) {
    return List.of(of(metric, Gate.EARLY), of(metric, Gate.LATE));
  }
}
