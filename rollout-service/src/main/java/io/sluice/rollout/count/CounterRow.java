package io.sluice.rollout.count;

import io.sluice.rollout.split.Arm;
import io.sluice.rollout.verdict.ArmBucket;
import io.sluice.rollout.verdict.Bucket;
import io.sluice.rollout.verdict.Metric;
import io.sluice.rollout.verdict.Tally;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one arm in one bucket as stored. The counts themselves are never written through this
 * row: other replicas add to them at the same time.
 */
@Entity
@Table(name = "bucket_counter")
class CounterRow {
  /** Which bucket of which arm. */
  @Embeddable
  record Key(long rollout, String metric, int stage, long second, String arm) {}

  @EmbeddedId Key key = new Key(0, "", 0, 0, "");

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

  /** Start of the first bucket that this one is folded together with; null before it is folded. */
  @Nullable Long foldGroup;

  private ArmBucket value() {
    return new ArmBucket(
        new Tally(served, bad, badEvents, reported),
        new Tally(foldedServed, foldedBad, foldedBadEvents, foldedReported));
  }

  Bucket bucket() {
    ArmBucket counts = value();
    boolean stable = key.arm().equals(Arm.STABLE.wireName());
    return new Bucket(
        Metric.counted(key.metric()),
        key.second(),
        stable ? counts : ArmBucket.NONE,
        stable ? ArmBucket.NONE : counts);
  }

  boolean isUnfolded() {
    return !value().total().equals(value().folded());
  }

  void markFolded(long group) {
    foldGroup = group;
    foldedServed = served;
    foldedBad = bad;
    foldedBadEvents = badEvents;
    foldedReported = reported;
  }
}
