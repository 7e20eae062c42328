package io.sluice.rollout.verdict;

import io.sluice.rollout.verdict.Finding.Basis;
import io.sluice.rollout.verdict.Finding.Inconclusive.Why;
import io.sluice.rollout.verdict.Health.Data;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a rollout: a pure function of the evidence and the criteria. */
public final class Verdict {
  private Verdict() {}

  /**
   * Harm is looked for first: a candidate that is both worse and within the margin goes back only
   * if the evidence for "worse" is there, and then it does go back.
   */
  public static Finding judge(Evidence evidence, Criteria criteria) {
    Finding harm = harmInRollout(evidence, criteria);
    if (harm == null) {
      harm = harmInWatch(evidence, criteria);
    }
    return harm == null ? health(evidence, criteria) : harm;
  }

  /** How every counted metric stands at the gate. */
  public static List<Health> standings(Evidence evidence, Criteria criteria) {
    List<Health> standings = new ArrayList<>();
    for (Metric metric : Metric.COUNTED) {
      MetricEvidence known = evidence.metrics().get(metric);
      if (known != null) {
        standings.add(Health.of(metric, known, criteria));
      }
    }
    return standings;
  }

  private static @Nullable Finding harmInRollout(Evidence evidence, Criteria criteria) {
    double threshold = criteria.lnRollback();
    Harm comparison = Harm.comparison(evidence);
    Double ceiling = criteria.ceiling();
    Harm all = ceiling == null ? comparison : Harm.comparisonAndCeiling(evidence, ceiling);
    if (all.lnSum() < threshold) {
      return null;
    }
    Basis basis = all.largest() == Metric.CEILING ? Basis.CEILING : Basis.STABLE;
    boolean needsCeiling = comparison.lnSum() < threshold;
    if (needsCeiling
        && ceiling != null
        && Harm.lnAbove(ceiling, evidence.stable(Metric.CEILING)) >= Criteria.LN_SHARED) {
      return new Finding.SharedCause(
          evidence, criteria, Metric.CEILING, Basis.CEILING, all.lnSum(), threshold);
    }
    return new Finding.Regression(evidence, criteria, all.largest(), basis, all.lnSum(), threshold);
  }

  private static @Nullable Finding harmInWatch(Evidence evidence, Criteria criteria) {
    if (evidence.watchStart() == null) {
      return null;
    }
    Harm watch = Harm.watch(evidence, criteria);
    double threshold = criteria.lnWatch();
    if (watch.lnSum() < threshold) {
      return null;
    }
    Metric metric = watch.largest();
    HoldBack holdBack =
        criteria.holdback() ? HoldBack.of(metric, evidence, criteria) : HoldBack.OLD_VERSION_FINE;
    return switch (holdBack) {
      case OLD_VERSION_FINE ->
          new Finding.Regression(
              evidence, criteria, metric, Basis.BASELINE, watch.lnSum(), threshold);
      case BREAKS_TOO ->
          new Finding.SharedCause(
              evidence, criteria, metric, Basis.BASELINE, watch.lnSum(), threshold);
      case CANNOT_SAY ->
          new Finding.Inconclusive(
              evidence, criteria, metric, Why.ASKING_HOLD_BACK, watch.lnSum(), threshold);
    };
  }

  private static Finding health(Evidence evidence, Criteria criteria) {
    if (evidence.watchStart() != null) {
      return healthInWatch(evidence, criteria);
    }
    List<Health> withData =
        standings(evidence, criteria).stream().filter(h -> h.data() != Data.NONE).toList();
    if (withData.isEmpty()) {
      return inconclusive(evidence, criteria, Metric.ERROR, Why.NOTHING_REPORTED);
    }
    for (Health health : withData) {
      if (health.data() == Data.MISSING) {
        return inconclusive(evidence, criteria, health.metric(), Why.OUTCOMES_MISSING);
      }
    }
    if (withData.getFirst().metric() != Metric.ERROR) {
      return inconclusive(evidence, criteria, Metric.ERROR, Why.OUTCOMES_MISSING);
    }
    Health weakest =
        withData.stream().min(Comparator.comparingDouble(Health::lnEvidence)).orElseThrow();
    return weakest.isShown()
        ? new Finding.Healthy(evidence, criteria, weakest)
        : inconclusive(evidence, criteria, weakest.metric(), Why.UNDECIDED);
  }

  /** The gates have shown health; the watch looks for harm, and for outcomes that stay away. */
  private static Finding healthInWatch(Evidence evidence, Criteria criteria) {
    if (evidence.candidateInWatch(Metric.ERROR).served() == 0) {
      return inconclusive(evidence, criteria, Metric.ERROR, Why.NOTHING_REPORTED);
    }
    for (Metric metric : Metric.COUNTED) {
      Tally candidate = evidence.candidateInWatch(metric);
      if (Health.data(metric, evidence.stable(metric), candidate) == Data.MISSING) {
        return inconclusive(evidence, criteria, metric, Why.OUTCOMES_MISSING);
      }
    }
    return inconclusive(evidence, criteria, Metric.ERROR, Why.WATCHING);
  }

  private static Finding inconclusive(
      Evidence evidence, Criteria criteria, Metric metric, Why why) {
    Double ceiling = criteria.ceiling();
    Harm harm =
        ceiling == null ? Harm.comparison(evidence) : Harm.comparisonAndCeiling(evidence, ceiling);
    return new Finding.Inconclusive(
        evidence, criteria, metric, why, harm.lnSum(), criteria.lnRollback());
  }
}
