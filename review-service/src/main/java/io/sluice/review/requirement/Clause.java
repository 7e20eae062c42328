package io.sluice.review.requirement;

/** One part of a requirement, decided by itself and said in words. */
public sealed interface Clause {
  /** What this clause found, as a sentence. */
  String text();

  /** Explicitly so. */
  record Passed(String text) implements Clause {}

  /** Explicitly not so; the text says what to do. */
  record Failed(String text) implements Clause {}

  /** What it takes to decide is not there. That is never as good as passed. */
  record Unknown(String text) implements Clause {}

  /** Not so, and waived; the text names who did it and why. */
  record Waived(String text) implements Clause {}
}
