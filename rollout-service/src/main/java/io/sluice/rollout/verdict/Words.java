package io.sluice.rollout.verdict;

import java.util.Locale;

/** Findings as sentences that a person who has not read the formulas can act on. */
final class Words {
  private Words() {}

  static String of(Finding finding) {
    return switch (finding) {
      case Finding.Regression f -> regression(f);
      case Finding.SharedCause f -> sharedCause(f);
      case Finding.Healthy f -> healthy(f);
      case Finding.Inconclusive f -> inconclusive(f);
    };
  }

  private static String regression(Finding.Regression finding) {
    String counts =
        switch (finding.basis()) {
          case STABLE -> counts(finding);
          case CEILING -> counts(finding) + ", where the ceiling is " + ceiling(finding);
          case BASELINE -> watchCounts(finding);
        };
    return "The candidate is worse: %s. Evidence %s, where %s is enough to roll back."
        .formatted(counts, times(finding.lnEvidence()), times(finding.lnThreshold()));
  }

  private static String sharedCause(Finding.SharedCause finding) {
    String counts =
        switch (finding.basis()) {
          case STABLE -> counts(finding);
          case CEILING -> counts(finding) + ", and the ceiling is " + ceiling(finding);
          case BASELINE -> watchCounts(finding);
        };
    return "Held, not rolled back: both versions break the same bound, so the cause is not the"
        + " prompt: %s.".formatted(counts);
  }

  private static String healthy(Finding.Healthy finding) {
    Health weakest = finding.weakest();
    String shown =
        weakest.byRate()
            ? "less than "
                + percent(finding.criteria().rateMargin(finding.metric()))
                + " of its calls"
            : "less than "
                + number(finding.criteria().margin(finding.metric()))
                + " times the odds of "
                + event(finding.metric());
    return "The candidate is healthy: %s. Shown to have %s%s, with evidence %s where %s is enough."
        .formatted(
            counts(finding),
            weakest.byRate() ? event(finding.metric()) + " on " : "",
            shown,
            times(finding.lnEvidence()),
            times(finding.lnThreshold()));
  }

  private static String inconclusive(Finding.Inconclusive finding) {
    return switch (finding.why()) {
      case NOTHING_REPORTED ->
          finding.evidence().watchStart() == null
              ? "Not decided yet: no outcome was reported. Too few calls so far to"
                  + " detect any regression."
              : "Not decided yet: nobody has called it since all gates opened, so there was nothing"
                  + " to watch.";
      case OUTCOMES_MISSING ->
          "Not decided yet, held by %s: %s. Outcomes are missing: %s, too few to promote it. %s"
              .formatted(
                  finding.metric().inWords(),
                  counts(finding),
                  reported(finding),
                  detectable(finding));
      case UNDECIDED ->
          "Not decided yet, held by %s: %s. Neither harm is shown nor health: evidence %s of less than %s times the odds of %s, where %s is enough. %s"
              .formatted(
                  finding.metric().inWords(),
                  counts(finding),
                  times(health(finding)),
                  number(finding.criteria().margin(finding.metric())),
                  event(finding.metric()),
                  times(Criteria.LN_HEALTHY),
                  detectable(finding));
      case WATCHING -> "No harm is seen: %s. %s".formatted(counts(finding), detectable(finding));
      case ASKING_HOLD_BACK ->
          "Held by %s: %s. That is above what the stable version had shown, and too few calls stay on the old version to tell yet whether it does the same."
              .formatted(finding.metric().inWords(), watchCounts(finding));
    };
  }

  /** Of the calls that the finding is about: in a watch, those since it began. */
  private static String reported(Finding.Inconclusive finding) {
    boolean watch = finding.evidence().watchStart() != null;
    Tally candidate =
        watch
            ? finding.evidence().candidateInWatch(finding.metric())
            : finding.evidence().candidate(finding.metric());
    return "%d reported for %d calls on the candidate%s"
        .formatted(
            candidate.reported(), candidate.served(), watch ? " since all gates opened" : "");
  }

  private static double health(Finding.Inconclusive finding) {
    return Verdict.standings(finding.evidence(), finding.criteria()).stream()
        .filter(health -> health.metric() == finding.metric())
        .mapToDouble(Health::lnEvidence)
        .findFirst()
        .orElse(0);
  }

  private static String detectable(Finding.Inconclusive finding) {
    Detectable smallest = finding.detectable();
    return smallest == null
        ? "Too few calls so far to detect any regression."
        : "By now a candidate with %s times the odds (%s on %s of its calls) or more would have been rolled back; a smaller regression would not."
            .formatted(
                number(smallest.oddsRatio()), event(finding.metric()), percent(smallest.rate()));
  }

  private static String counts(Finding finding) {
    Metric metric = finding.metric();
    return verb(metric)
        + " "
        + of(finding.evidence().candidate(metric))
        + ", stable "
        + of(finding.evidence().stable(metric));
  }

  private static String watchCounts(Finding finding) {
    Metric metric = finding.metric();
    return "since all gates opened %s %s, before that stable %s, and the units that stay on stable %s"
        .formatted(
            verb(metric),
            of(finding.evidence().candidateInWatch(metric)),
            of(finding.evidence().frozen(metric)),
            of(finding.evidence().stableInWatch(metric)));
  }

  private static String ceiling(Finding finding) {
    Double ceiling = finding.criteria().ceiling();
    return ceiling == null ? "none" : percent(ceiling);
  }

  private static String verb(Metric metric) {
    return switch (metric) {
      case ERROR -> "it failed";
      case CEILING -> "it failed";
      case LATENCY -> "it was slow on";
      case FEEDBACK -> "it got thumbs down on";
      case COST -> "it was dear on";
    };
  }

  private static String event(Metric metric) {
    return switch (metric) {
      case ERROR -> "an error";
      case CEILING -> "an error";
      case LATENCY -> "a slow answer";
      case FEEDBACK -> "a thumb down";
      case COST -> "a dear answer";
    };
  }

  private static String of(Tally tally) {
    String rate =
        tally.units() == 0 ? "" : " (" + percent((double) tally.bad() / tally.units()) + ")";
    return tally.bad() + " of " + tally.units() + rate;
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
