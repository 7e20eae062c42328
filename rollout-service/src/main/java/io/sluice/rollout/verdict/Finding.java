package io.sluice.rollout.verdict;

import org.jspecify.annotations.Nullable;

/** What the evidence says now. Derived from evidence and criteria, never stored as a state. */
public sealed interface Finding {
  /** The counts the finding rests on. */
  Evidence evidence();

  /** Stable name of the rule that decided. */
  String rule();

  /** {@code ln E} that the rule compared. */
  double lnEvidence();

  /** {@code ln E} that the rule asks for. */
  double lnThreshold();

  /** One sentence with numbers. */
  String inWords();

  /** The candidate is worse: roll back. */
  record Regression(Evidence evidence, double lnEvidence, double lnThreshold) implements Finding {
    @Override
    public String rule() {
      return "error-regression";
    }

    @Override
    public String inWords() {
      return Words.regression(this);
    }
  }

  /** The candidate is shown to be not much worse than the stable version: it may go on. */
  record HealthyRatio(Evidence evidence, Margin margin, double lnEvidence, double lnThreshold)
      implements Finding {
    @Override
    public String rule() {
      return "error-ratio-below-margin";
    }

    @Override
    public String inWords() {
      return Words.healthyRatio(this);
    }
  }

  /** The candidate's errors are shown to be rarer than the absolute margin: it may go on. */
  record HealthyRate(
      Evidence evidence, double absoluteMargin, double lnEvidence, double lnThreshold)
      implements Finding {
    @Override
    public String rule() {
      return "error-rate-below-margin";
    }

    @Override
    public String inWords() {
      return Words.healthyRate(this);
    }
  }

  /**
   * Neither is shown: hold and keep watching.
   *
   * @param outcomesMissing true when too few outcomes of the candidate are reported to promote it,
   *     whatever they say
   */
  record Inconclusive(
      Evidence evidence,
      Criteria criteria,
      double lnEvidence,
      double lnThreshold,
      boolean outcomesMissing)
      implements Finding {
    @Override
    public String rule() {
      return outcomesMissing ? "error-outcomes-missing" : "error-inconclusive";
    }

    /**
     * Smallest error rate of the candidate that would by now be expected to have rolled it back;
     * null while even an error on every call could not.
     */
    public @Nullable Double detectableRate() {
      return Sensitivity.detectableRate(evidence, criteria);
    }

    @Override
    public String inWords() {
      return Words.inconclusive(this);
    }
  }
}
