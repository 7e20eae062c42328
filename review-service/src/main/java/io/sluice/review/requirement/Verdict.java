package io.sluice.review.requirement;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a requirement stands. Only {@link #MET} and {@link #WAIVED} let a change land. */
public enum Verdict {
  MET,
  UNMET,
  /** It could not be decided. */
  MISSING,
  /** It is not met, and somebody who may took it on themselves, with a reason. */
  WAIVED;

  /** Name in JSON. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
