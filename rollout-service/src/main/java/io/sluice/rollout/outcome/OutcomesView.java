package io.sluice.rollout.outcome;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param accepted counted now
 * @param duplicates reported before, and nothing new or worse this time
 * @param rejected not believed, with the position in the batch
 * @param mismatched outputs that are not what the version's schema wants: taken, and counted
 *     against the version
 */
public record OutcomesView(
    int accepted, int duplicates, List<Rejected> rejected, List<Mismatched> mismatched) {
  /** One that was not believed. */
  public record Rejected(int index, String detail) {}

  /** An output that breaks the version's promise. */
  public record Mismatched(int index, String detail) {}
}
