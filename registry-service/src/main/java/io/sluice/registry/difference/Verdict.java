package io.sluice.registry.difference;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a new version means for those who depend on the old one. */
public enum Verdict {
  COMPATIBLE("compatible"),
  UNKNOWN("unknown"),
  BREAKING("breaking");

  private final String wire;

  Verdict(String wire) {
    this.wire = wire;
  }

  /** As HTTP says it. */
  @JsonValue
  public String wire() {
    return wire;
  }

  /** The graver of two. */
  Verdict or(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
