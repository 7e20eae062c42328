package io.sluice.review.evidence;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * One measurement of one version. A later one of the same kind takes its place; it stays on record.
 *
 * @param id given when it is recorded; 0 before that
 * @param prompt id of the prompt
 * @param versionDigest digest of the content that was measured, which covers entry and suite
 * @param counts over all cases of this kind
 * @param reference what it was made by: the evaluation run, or the digest of an uploaded file
 * @param by token subject of the person who asked for it or uploaded it
 * @param at when the measurement was finished
 */
public record Evidence(
    long id,
    String prompt,
    String versionDigest,
    Kind kind,
    Source source,
    Counts counts,
    Figures figures,
    String reference,
    String by,
    Instant at) {

  public Evidence {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(versionDigest, "versionDigest");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(counts, "counts");
    Objects.requireNonNull(figures, "figures");
    Objects.requireNonNull(reference, "reference");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(at, "at");
  }

  /** What was measured. Stored by name: constants may be added, never renamed. */
  public enum Kind {
    /** The prompt's own test suite. */
    SUITE,
    /** Scores by a model, per dimension. */
    JUDGE,
    /** Attacks. */
    RED_TEAM,
    /** Inputs made from the declared ones: empty, too long, in other scripts. */
    ROBUSTNESS;

    /** Name in JSON: {@code red-team}. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Who measured. Stored by name: constants may be added, never renamed. */
  public enum Source {
    /** This service's own evaluation. */
    EVALUATION,
    /** A results file of promptfoo that somebody uploaded. */
    PROMPTFOO;

    /** Name in JSON. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How many cases came out how.
   *
   * @param cases all of them; at least the sum of the others, more when some never ran
   * @param passed every assertion held
   * @param failed an answer came, and an assertion did not hold
   * @param errored no answer came
   */
  public record Counts(int cases, int passed, int failed, int errored) {
    public Counts {
      if (passed < 0 || failed < 0 || errored < 0 || cases < (long) passed + failed + errored) {
        throw new IllegalArgumentException(
            "%d cases cannot be %d passed, %d failed, %d errored"
                .formatted(cases, passed, failed, errored));
      }
    }

    /** True when there was a case, and every one passed. */
    public boolean allPassed() {
      return cases > 0 && passed == cases;
    }
  }
}
