package io.sluice.rollout.outcome;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param accepted counted now
 * @param duplicates reported before, and nothing new or worse this time
 * @param rejected not believed, with the position in the batch
 */
public record OutcomesView(int accepted, int duplicates, List<Rejected> rejected) {
  /** One that was not believed. */
  public record Rejected(int index, String detail) {}
}
