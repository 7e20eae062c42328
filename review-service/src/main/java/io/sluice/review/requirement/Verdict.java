package io.sluice.review.requirement;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a requirement stands. Only {@link #MET} lets a change land. */
public enum Verdict {
  MET,
  UNMET,
  /** It could not be decided. */
  MISSING;

  /** Name in JSON. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
