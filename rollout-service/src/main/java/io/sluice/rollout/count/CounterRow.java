package io.sluice.rollout.count;

import io.sluice.rollout.verdict.ArmBucket;
import io.sluice.rollout.verdict.Tally;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/**
 * Counters of one arm in one bucket as stored. The counts themselves are never written through this
 * row: other replicas add to them at the same time.
 */
@Entity
@Table(name = "bucket_counter")
class CounterRow {
  /** Which bucket of which arm. */
  @Embeddable
  record Key(long rollout, String metric, long second, String arm) {}

  @EmbeddedId Key key = new Key(0, "", 0, "");

  @Column(updatable = false)
  long served;

  @Column(updatable = false)
  long bad;

  @Column(updatable = false)
  long badEvents;

  @Column(updatable = false)
  long reported;

  long foldedServed;
  long foldedBad;
  long foldedBadEvents;
  long foldedReported;

  ArmBucket value() {
    return new ArmBucket(
        new Tally(served, bad, badEvents, reported),
        new Tally(foldedServed, foldedBad, foldedBadEvents, foldedReported));
  }

  void markFolded() {
    foldedServed = served;
    foldedBad = bad;
    foldedBadEvents = badEvents;
    foldedReported = reported;
  }
}
