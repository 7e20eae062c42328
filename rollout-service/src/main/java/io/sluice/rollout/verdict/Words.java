package io.sluice.rollout.verdict;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Findings as sentences that a person who has not read the formulas can act on. */
final class Words {
  private Words() {}

  static String regression(Finding.Regression finding) {
    return "The candidate is worse: "
        + counts(finding.evidence())
        + ". Evidence "
        + times(finding.lnEvidence())
        + ", where "
        + times(finding.lnThreshold())
        + " is enough to roll back.";
  }

  static String healthyRatio(Finding.HealthyRatio finding) {
    return "The candidate is healthy: "
        + counts(finding.evidence())
        + ". Shown to have less than "
        + number(finding.margin().oddsRatio())
        + " times the odds of an error, with evidence "
        + times(finding.lnEvidence())
        + " where "
        + times(finding.lnThreshold())
        + " is enough.";
  }

  static String healthyRate(Finding.HealthyRate finding) {
    return "The candidate is healthy: "
        + counts(finding.evidence())
        + ". Shown to fail less than "
        + percent(finding.absoluteMargin())
        + " of its calls, with evidence "
        + times(finding.lnEvidence())
        + " where "
        + times(finding.lnThreshold())
        + " is enough.";
  }

  static String inconclusive(Finding.Inconclusive finding) {
    @Nullable Double rate = finding.detectableRate();
    Tally candidate = finding.evidence().candidate();
    return "Not decided yet: "
        + counts(finding.evidence())
        + ". "
        + (finding.outcomesMissing()
            ? "Outcomes are missing: %d reported for %d calls on the candidate, too few to promote it. "
                .formatted(candidate.reported(), candidate.served())
            : "")
        + (rate == null
            ? "Too few calls so far to detect any regression."
            : "By now a candidate that fails "
                + percent(rate)
                + " of its calls or more would have been detected; a smaller regression would"
                + " not.");
  }

  private static String counts(Evidence evidence) {
    return arm("it failed", evidence.candidate()) + ", " + arm("stable", evidence.stable());
  }

  private static String arm(String who, Tally tally) {
    String rate =
        tally.served() == 0 ? "" : " (" + percent((double) tally.bad() / tally.served()) + ")";
    return who + " " + tally.bad() + " of " + tally.served() + rate;
  }

  static String percent(double rate) {
    double percent = rate * 100;
    return String.format(Locale.ROOT, percent < 1 ? "%.2f%%" : "%.1f%%", percent);
  }

  /** Evidence {@code E} as "n to 1", readable over many orders of magnitude. */
  static String times(double lnEvidence) {
    double evidence = Math.exp(lnEvidence);
    if (evidence >= 1e6) {
      return String.format(Locale.ROOT, "10^%.0f to 1", lnEvidence / Math.log(10));
    }
    return number(evidence) + " to 1";
  }

  private static String number(double value) {
    return value >= 10
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2g", value).replaceFirst("\\.0+$", "");
  }
}
