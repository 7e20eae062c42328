package io.sluice.review.assertion;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The assertions that there are; {@code not-} before any of them negates it. */
public enum AssertionType {
  EQUALS,
  CONTAINS,
  ICONTAINS,
  REGEX,
  STARTS_WITH,
  IS_JSON,
  CONTAINS_JSON,
  IS_REFUSAL,
  LATENCY,
  COST,
  LEVENSHTEIN,
  ROUGE_N,
  SIMILAR,
  LLM_RUBRIC;

  /** Name in {@code tests.yaml}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<AssertionType> of(String wireName) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(wireName)).findFirst();
  }
}
