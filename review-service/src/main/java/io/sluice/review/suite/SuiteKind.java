package io.sluice.review.suite;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where the cases of an evaluation come from. Stored by name. */
public enum SuiteKind {
  /** The prompt's own {@code tests.yaml}. */
  TESTS,
  /** The built-in attacks. */
  RED_TEAM,
  /** Made from the declared inputs. */
  ROBUSTNESS;

  /** Name in JSON: {@code red-team}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads a name in JSON. */
  @JsonCreator
  public static SuiteKind of(String wireName) {
    return find(wireName)
        .orElseThrow(
            () -> new IllegalArgumentException("one of tests, red-team, robustness is needed"));
  }

  private static Optional<SuiteKind> find(String wireName) {
    return Arrays.stream(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
  }
}
