package io.sluice.review.checklist;

import io.sluice.review.evidence.Evidence;
import io.sluice.review.evidence.Evidence.Counts;
import io.sluice.review.requirement.Clause;
import java.util.List;

/** Sentences that several items share. */
final class Words {
  private static final int SHOWN_REFERENCE_CHARS = 24;

  private Words() {}

  /** What a content says of itself is not known, which is never as good as anything. */
  static List<Clause> notSaid() {
    return List.of(new Clause.Unknown("the registry did not say what this version contains"));
  }

  /** Where evidence comes from: {@code evaluation 12}. */
  static String of(Evidence evidence) {
    String reference = evidence.reference();
    return evidence.source().wireName()
        + " "
        + (reference.length() <= SHOWN_REFERENCE_CHARS
            ? reference
            : reference.substring(0, SHOWN_REFERENCE_CHARS) + "…");
  }

  /** A person's own words, with the name. */
  static String of(Statement statement) {
    return statement.by() + " says: " + statement.words();
  }

  /**
   * How cases came out: a failed one fails, one that has no outcome leaves it open.
   *
   * @param wanted how many there are in the suite
   * @param what the cases are called
   * @param good what to say when all passed
   */
  static Clause outcome(Counts counts, int wanted, String what, String good, Evidence from) {
    if (counts.failed() > 0) {
      return new Clause.Failed(
          "%d of %d %s fail: %s".formatted(counts.failed(), counts.cases(), what, of(from)));
    }
    int without = Math.max(wanted, counts.cases()) - counts.passed();
    return without > 0 || counts.cases() == 0
        ? new Clause.Unknown(
            "%d of %d %s have no outcome: %s"
                .formatted(without, Math.max(wanted, counts.cases()), what, of(from)))
        : new Clause.Passed(good);
  }
}
