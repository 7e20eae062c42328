package io.sluice.review.people;

/** A role or a team of somebody. */
public record Right(Kind kind, String name) {
  /** Stored by name. */
  public enum Kind {
    ROLE,
    TEAM
  }
}
