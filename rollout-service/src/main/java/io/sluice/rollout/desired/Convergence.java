package io.sluice.rollout.desired;

/** What became of a version that Git wants. */
sealed interface Convergence {
  /** It is live, being rolled out, or being decided about. */
  record Agreed() implements Convergence {}

  /** It gets no traffic. */
  record Refused(String reason) implements Convergence {}
}
