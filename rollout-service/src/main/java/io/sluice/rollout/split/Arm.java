package io.sluice.rollout.split;

/** The two sides of a rollout. */
public enum Arm {
  STABLE("stable"),
  CANDIDATE("candidate");

  private final String wireName;

  Arm(String wireName) {
    this.wireName = wireName;
  }

  /** The name in JSON, in tokens and in the database. */
  public String wireName() {
    return wireName;
  }
}
