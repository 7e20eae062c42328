package io.sluice.registry.format;

/** How much a finding stands in the way. */
public enum FindingSeverity {
  /** Refuses a push and blocks a merge. */
  ERROR,
  /** Is told to whoever pushes and to the reviewer, and blocks nothing. */
  WARNING
}
