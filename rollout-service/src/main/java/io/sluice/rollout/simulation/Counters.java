package io.sluice.rollout.simulation;

import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.ArmBucket;
import io.sluice.rollout.verdict.Bucket;
import io.sluice.rollout.verdict.Metric;
import io.sluice.rollout.verdict.Tally;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counters of one metric as the service keeps them, in the memory of one thread. */
final class Counters {
  /** Buckets that are folded together. */
  static final class Group {
    private final long second;
    private final long[][] counts = new long[2][4];
    private Tally stable = Tally.NONE;
    private Tally candidate = Tally.NONE;
    private boolean dirty;

    Group(long second) {
      this.second = second;
    }

    private void add(boolean onCandidate, int column) {
      counts[onCandidate ? 1 : 0][column]++;
      dirty = true;
    }

    private Bucket bucket(Metric metric) {
      return new Bucket(
          metric,
          second,
          new ArmBucket(tally(counts[0]), stable),
          new ArmBucket(tally(counts[1]), candidate));
    }

    private Bucket take(Metric metric) {
      Bucket bucket = bucket(metric);
      stable = bucket.stable().total();
      candidate = bucket.candidate().total();
      dirty = false;
      return bucket;
    }

    private static Tally tally(long[] counts) {
      return new Tally(counts[0], counts[1], counts[2], counts[3]);
    }
  }

  private static final int SERVED = 0;
  private static final int BAD = 1;
  private static final int BAD_EVENTS = 2;
  private static final int REPORTED = 3;

  private final Metric metric;
  private final Set<Unit> bad = new HashSet<>();
  private final Set<Unit> thisSecond = new HashSet<>();
  private final Set<Group> closed = new HashSet<>();
  private Group open = new Group(0);

  Counters(Metric metric) {
    this.metric = metric;
  }

  /** Counts a served call; the group that its outcome belongs to. */
  Group serve(@Nullable Unit subject, boolean onCandidate) {
    if (subject == null || (!bad.contains(subject) && thisSecond.add(subject))) {
      open.add(onCandidate, SERVED);
    }
    return open;
  }

  void report(Group group, @Nullable Unit subject, boolean onCandidate, boolean isBad) {
    group.add(onCandidate, REPORTED);
    if (isBad) {
      group.add(onCandidate, BAD_EVENTS);
      if (subject == null || bad.add(subject)) {
        group.add(onCandidate, BAD);
      }
    }
    if (group != open) {
      closed.add(group);
    }
  }

  /**
   * Ends a second; what is to be folded now.
   *
   * @param known units of the candidate in the evidence so far
   * @param all whether what is too little to compare is folded too
   */
  List<Bucket> tick(long second, long known, boolean all) {
    thisSecond.clear();
    List<Bucket> buckets = new ArrayList<>();
    if (all || open.bucket(metric).compares(known)) {
      closed.add(open);
      open = new Group(second + 1);
    }
    for (Group group : closed) {
      if (group.dirty) {
        buckets.add(group.take(metric));
      }
    }
    closed.clear();
    return buckets;
  }
}
