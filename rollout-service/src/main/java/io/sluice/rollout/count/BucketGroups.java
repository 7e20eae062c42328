package io.sluice.rollout.count;

import io.sluice.rollout.verdict.Bucket;
import io.sluice.rollout.verdict.Evidence;
import io.sluice.rollout.verdict.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts counter rows together to the buckets that are folded. A bucket with units of one arm only
 * says nothing about their ratio, and at a call a minute every second is such a one; so neighbours
 * of one stage become one bucket until it {@linkplain Bucket#compares compares}. Within a stage the
 * share of the arms is constant, so the bad units of a longer bucket are spread over the arms by
 * the same law. The end of a group depends on served units only, never on outcomes.
 */
final class BucketGroups {
  /** What belongs together. */
  private record Key(String metric, int stage, long group) {}

  /** Rows of one metric and stage. */
  private record Series(String metric, int stage) {}

  private BucketGroups() {}

  /** Both, each row once. */
  static List<CounterRow> union(List<CounterRow> a, List<CounterRow> b) {
    Map<CounterRow.Key, CounterRow> rows = new LinkedHashMap<>();
    a.forEach(row -> rows.put(row.key, row));
    b.forEach(row -> rows.putIfAbsent(row.key, row));
    return List.copyOf(rows.values());
  }

  /**
   * The buckets to fold, oldest first; their rows are marked as folded.
   *
   * @param currentStage whose last rows wait for more
   * @param evidence that they are folded into
   */
  static List<Bucket> take(Collection<CounterRow> rows, int currentStage, Evidence evidence) {
    Map<Key, List<CounterRow>> known = new LinkedHashMap<>();
    Map<Series, TreeMap<Long, List<CounterRow>>> fresh = new LinkedHashMap<>();
    for (CounterRow row : rows) {
      Long group = row.foldGroup;
      if (group != null) {
        known
            .computeIfAbsent(
                new Key(row.key.metric(), row.key.stage(), group), k -> new ArrayList<>())
            .add(row);
      } else {
        fresh
            .computeIfAbsent(new Series(row.key.metric(), row.key.stage()), k -> new TreeMap<>())
            .computeIfAbsent(row.key.second(), s -> new ArrayList<>())
            .add(row);
      }
    }
    List<Bucket> buckets = new ArrayList<>();
    fresh.forEach(
        (series, seconds) -> {
          joinLateRows(series, seconds, known);
          long units = evidence.candidate(Metric.counted(series.metric())).units();
          group(series, seconds, currentStage, units, known);
        });
    known.forEach(
        (key, members) -> {
          Bucket bucket = sum(members);
          if (members.stream().anyMatch(CounterRow::isUnfolded)) {
            buckets.add(bucket);
            members.forEach(row -> row.markFolded(key.group()));
          }
        });
    buckets.sort(Comparator.comparingLong(Bucket::second).thenComparing(Bucket::metric));
    return buckets;
  }

  /** A row of a second whose other arm is folded already belongs to that one's group. */
  private static void joinLateRows(
      Series series, TreeMap<Long, List<CounterRow>> seconds, Map<Key, List<CounterRow>> known) {
    Set<Long> joined = new HashSet<>();
    seconds.forEach(
        (second, rows) -> {
          List<CounterRow> group = known.get(new Key(series.metric(), series.stage(), second));
          if (group != null) {
            group.addAll(rows);
            joined.add(second);
          }
        });
    seconds.keySet().removeAll(joined);
  }

  private static void group(
      Series series,
      TreeMap<Long, List<CounterRow>> seconds,
      int currentStage,
      long unitsBefore,
      Map<Key, List<CounterRow>> groups) {
    long units = unitsBefore;
    @Nullable Bucket bucket = null;
    List<CounterRow> members = new ArrayList<>();
    for (List<CounterRow> rows : seconds.values()) {
      Bucket next = sum(rows);
      bucket = bucket == null ? next : bucket.plus(next);
      members.addAll(rows);
      if (bucket.compares(units)) {
        units += bucket.candidate().total().units();
        groups.put(new Key(series.metric(), series.stage(), bucket.second()), members);
        bucket = null;
        members = new ArrayList<>();
      }
    }
    // Nothing more comes to a stage that is over.
    if (bucket != null && series.stage() != currentStage) {
      groups.put(new Key(series.metric(), series.stage(), bucket.second()), members);
    }
  }

  private static Bucket sum(List<CounterRow> rows) {
    return rows.stream().map(CounterRow::bucket).reduce(Bucket::plus).orElseThrow();
  }
}
