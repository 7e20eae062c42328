package io.sluice.rollout.verdict;

import io.sluice.rollout.verdict.eprocess.LogSum;
import io.sluice.rollout.verdict.eprocess.RateTest;
import io.sluice.rollout.verdict.eprocess.UpperBound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evidence of harm: the weighted sum over metrics, of which each is an e-process, so the sum is one
 * too. A metric below the operational floor adds nothing.
 */
final class Harm {
  /** One metric's part, {@code ln(w·E)}. */
  private record Part(Metric metric, double lnWeighted) {}

  private final List<Part> parts;

  private Harm(List<Part> parts) {
    this.parts = parts;
  }

  /** The candidate against the stable version. */
  static Harm comparison(Evidence evidence) {
    List<Part> parts = new ArrayList<>();
    for (Metric metric : Metric.COUNTED) {
      MetricEvidence known = evidence.metrics().get(metric);
      if (known != null && known.candidate().isOverFloor()) {
        parts.add(part(metric, known.lnRegression()));
      }
    }
    return new Harm(parts);
  }

  /** The candidate's errors against the ceiling of the plan, and the comparison. */
  static Harm comparisonAndCeiling(Evidence evidence, double ceiling) {
    List<Part> parts = new ArrayList<>(comparison(evidence).parts);
    Tally candidate = evidence.candidate(Metric.CEILING);
    if (candidate.isOverFloor()) {
      parts.add(part(Metric.CEILING, lnAbove(ceiling, candidate)));
    }
    return new Harm(parts);
  }

  /** The candidate in the watch against bounds of the frozen baseline. */
  static Harm watch(Evidence evidence, Criteria criteria) {
    List<Part> parts = new ArrayList<>();
    for (Metric metric : evidence.metrics().keySet()) {
      Double bound = watchBound(metric, evidence, criteria);
      Tally candidate = evidence.candidateInWatch(metric);
      if (bound != null && candidate.isOverFloor()) {
        parts.add(part(metric, lnAbove(bound, candidate)));
      }
    }
    return new Harm(parts);
  }

  /** Upper bound of the frozen baseline's rate; null when it bounds nothing. */
  static @Nullable Double watchBound(Metric metric, Evidence evidence, Criteria criteria) {
    Tally frozen = evidence.frozen(metric);
    double bound = UpperBound.of(frozen.bad(), frozen.units(), criteria.boundAlpha(metric));
    return bound < RateTest.HIGHEST ? bound : null;
  }

  /** {@code ln E} of "the rate is above the bound". */
  static double lnAbove(double bound, Tally tally) {
    return RateTest.above(bound).lnEvidence(tally.bad(), tally.notBad());
  }

  double lnSum() {
    return LogSum.of(parts.stream().mapToDouble(Part::lnWeighted).toArray());
  }

  /** The metric that weighs most. */
  Metric largest() {
    return parts.stream()
        .max(Comparator.comparingDouble(Part::lnWeighted))
        .map(Part::metric)
        .orElse(Metric.ERROR);
  }

  private static Part part(Metric metric, double lnEvidence) {
    return new Part(metric, Math.log(metric.weight()) + lnEvidence);
  }
}
