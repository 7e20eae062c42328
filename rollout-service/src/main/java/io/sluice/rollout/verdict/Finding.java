package io.sluice.rollout.verdict;

import org.jspecify.annotations.Nullable;

/** What the evidence says now. Derived from evidence and criteria, never stored as a state. */
public sealed interface Finding {
  /** What a candidate is found to be worse than. */
  enum Basis {
    /** The stable version, at the same time. */
    STABLE("regression"),
    /** The ceiling of the plan. */
    CEILING("breach"),
    /** What the stable version had shown before the watch. */
    BASELINE("above-baseline");

    private final String wireName;

    Basis(String wireName) {
      this.wireName = wireName;
    }
  }

  /** What the finding rests on. */
  Evidence evidence();

  Criteria criteria();

  /** The metric that decided, or that holds the rollout. */
  Metric metric();

  /** Stable name of the rule that decided. */
  String rule();

  /** {@code ln E} that the rule compared. */
  double lnEvidence();

  /** {@code ln E} that the rule asks for. */
  double lnThreshold();

  /** One or a few sentences with numbers. */
  default String inWords() {
    return Words.of(this);
  }

  /** The candidate is worse: roll back. The evidence is the weighted sum over all metrics. */
  record Regression(
      Evidence evidence,
      Criteria criteria,
      Metric metric,
      Basis basis,
      double lnEvidence,
      double lnThreshold)
      implements Finding {
    @Override
    public String rule() {
      return metric.wireName() + "-" + basis.wireName;
    }
  }

  /** Both versions break the same bound: hold and tell people, but it is not the prompt. */
  record SharedCause(
      Evidence evidence,
      Criteria criteria,
      Metric metric,
      Basis basis,
      double lnEvidence,
      double lnThreshold)
      implements Finding {
    @Override
    public String rule() {
      return metric.wireName() + "-breaks-on-both";
    }
  }

  /**
   * Every metric with data is shown to be not much worse than the stable version: it may go on.
   *
   * @param weakest the metric with the least evidence
   */
  record Healthy(Evidence evidence, Criteria criteria, Health weakest) implements Finding {
    @Override
    public Metric metric() {
      return weakest.metric();
    }

    @Override
    public String rule() {
      return metric().wireName() + (weakest.byRate() ? "-rate" : "-ratio") + "-below-margin";
    }

    @Override
    public double lnEvidence() {
      return weakest.lnEvidence();
    }

    @Override
    public double lnThreshold() {
      return Criteria.LN_HEALTHY;
    }
  }

  /** Neither is shown: hold and keep watching. The evidence is that of harm. */
  record Inconclusive(
      Evidence evidence,
      Criteria criteria,
      Metric metric,
      Why why,
      double lnEvidence,
      double lnThreshold)
      implements Finding {
    /** Why nothing is decided. */
    public enum Why {
      /** Nothing was reported at all. */
      NOTHING_REPORTED("nothing-reported"),
      /** Too few outcomes of the candidate are reported to promote it, whatever they say. */
      OUTCOMES_MISSING("outcomes-missing"),
      /** There is data, but not enough. */
      UNDECIDED("inconclusive"),
      /** The gates are open and no harm is seen. */
      WATCHING("watching"),
      /** The candidate broke a bound of the watch, and the old version is asked for the cause. */
      ASKING_HOLD_BACK("asks-hold-back");

      private final String wireName;

      Why(String wireName) {
        this.wireName = wireName;
      }
    }

    @Override
    public String rule() {
      return metric.wireName() + "-" + why.wireName;
    }

    /** True when the watch may not end in this state. */
    public boolean holdsWatch() {
      return switch (why) {
        case OUTCOMES_MISSING -> true;
        case ASKING_HOLD_BACK -> true;
        case NOTHING_REPORTED -> true;
        case UNDECIDED -> false;
        case WATCHING -> false;
      };
    }

    /** The smallest regression that would by now be expected to have been rolled back, or null. */
    public @Nullable Detectable detectable() {
      return Sensitivity.of(metric, evidence, criteria);
    }
  }
}
