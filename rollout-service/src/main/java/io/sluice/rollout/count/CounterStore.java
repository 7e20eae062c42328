package io.sluice.rollout.count;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.sluice.rollout.count.ServedCounts.Addition;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.verdict.Bucket;
import io.sluice.rollout.verdict.Evidence;
import io.sluice.rollout.verdict.Metric;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Counters in the database. */
@ApplicationScoped
public class CounterStore implements PanacheRepositoryBase<CounterRow, CounterRow.Key> {
  /** Enough for ten minutes of one rollout; what is left is folded by the next pass. */
  private static final int MAX_ROWS_IN_A_FOLD = 4_800;

  /** No stage: nothing waits. */
  public static final int NO_STAGE = -1;

  // The batch row makes a repeated batch add nothing. Rows are written in key order, as everywhere,
  // so that concurrent writers wait for each other and never in a circle.
  private static final String ADD_SERVED =
      """
      WITH batch AS (
        INSERT INTO counter_batch (process, sequence) VALUES ($1, $2)
        ON CONFLICT (process) DO UPDATE SET sequence = excluded.sequence, at = now()
        WHERE counter_batch.sequence < excluded.sequence
        RETURNING 1)
      INSERT INTO bucket_counter (rollout, metric, stage, second, arm, served)
      SELECT a.rollout, a.metric, a.stage, a.second, a.arm, a.served
      FROM batch, unnest($3::bigint[], $4::text[], $5::int[], $6::bigint[], $7::text[], $8::bigint[])
           AS a (rollout, metric, stage, second, arm, served)
      ORDER BY a.rollout, a.metric, a.stage, a.second, a.arm
      ON CONFLICT (rollout, metric, stage, second, arm) DO UPDATE
      SET served = bucket_counter.served + excluded.served
      """;

  private final Pool pool;

  @Inject
  CounterStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Adds served units, all or nothing, once.
   *
   * @param process names the sender
   * @param sequence rises with each batch of that sender; the same number is the same batch
   * @param baselines of the rollouts: a metric without a baseline is not counted
   */
  Uni<Void> addServed(
      UUID process, long sequence, List<Addition> additions, Map<Long, Baseline> baselines) {
    TreeMap<CounterRow.Key, Long> sums =
        new TreeMap<>(
            Comparator.comparingLong(CounterRow.Key::rollout)
                .thenComparing(CounterRow.Key::metric)
                .thenComparingInt(CounterRow.Key::stage)
                .thenComparingLong(CounterRow.Key::second)
                .thenComparing(CounterRow.Key::arm));
    for (Addition addition : additions) {
      Set<Metric> counted = baselines.getOrDefault(addition.rollout(), Baseline.NONE).metrics();
      for (int i = 0; i < Metric.COUNTED.size(); i++) {
        Metric metric = Metric.COUNTED.get(i);
        if (counted.contains(metric)) {
          sums.merge(key(addition, metric), addition.served().get(i), Long::sum);
        }
      }
    }
    List<CounterRow.Key> keys = List.copyOf(sums.keySet());
    Tuple values =
        Tuple.tuple()
            .addUUID(process)
            .addLong(sequence)
            .addArrayOfLong(keys.stream().map(CounterRow.Key::rollout).toArray(Long[]::new))
            .addArrayOfString(keys.stream().map(CounterRow.Key::metric).toArray(String[]::new))
            .addArrayOfInteger(keys.stream().map(CounterRow.Key::stage).toArray(Integer[]::new))
            .addArrayOfLong(keys.stream().map(CounterRow.Key::second).toArray(Long[]::new))
            .addArrayOfString(keys.stream().map(CounterRow.Key::arm).toArray(String[]::new))
            .addArrayOfLong(sums.values().toArray(Long[]::new));
    return pool.preparedQuery(ADD_SERVED).execute(values).replaceWithVoid();
  }

  private static CounterRow.Key key(Addition addition, Metric metric) {
    return new CounterRow.Key(
        addition.rollout(),
        metric.wireName(),
        addition.stage(),
        metric.bucket(addition.second()),
        addition.arm().wireName());
  }

  /**
   * Closed buckets with something that the rollout's evidence does not contain yet, oldest first,
   * marked as folded within the caller's transaction. Neighbours of a stage are folded together
   * until both arms have enough units; what comes late to one of them is folded with all of them
   * again.
   *
   * @param stage whose last buckets wait for more units; {@link #NO_STAGE} for none
   * @param evidence that they are folded into
   * @param closedBefore buckets that end at or before this time are closed
   */
  public Uni<List<Bucket>> takeUnfolded(
      long rollout, int stage, Instant closedBefore, Evidence evidence) {
    long second = closedBefore.getEpochSecond();
    return find(
            """
            key.rollout = ?1
              and ((key.metric = ?2 and key.second <= ?3) or (key.metric <> ?2 and key.second <= ?4))
              and (served > foldedServed or bad > foldedBad
                or badEvents > foldedBadEvents or reported > foldedReported)
            """,
            Sort.by("key.second"),
            rollout,
            Metric.FEEDBACK.wireName(),
            second - Metric.FEEDBACK.bucketSeconds(),
            second - 1)
        .page(0, MAX_ROWS_IN_A_FOLD)
        .list()
        .chain(unfolded -> withTheirGroups(rollout, wholeSeconds(unfolded)))
        .map(
            rows ->
                BucketGroups.take(
                    rows, rows.size() < MAX_ROWS_IN_A_FOLD / 2 ? stage : NO_STAGE, evidence));
  }

  /** Adds the rows that were folded together with these before. */
  private Uni<List<CounterRow>> withTheirGroups(long rollout, List<CounterRow> unfolded) {
    Set<Long> groups = new HashSet<>();
    unfolded.stream().map(row -> row.foldGroup).filter(Objects::nonNull).forEach(groups::add);
    // A row may come late to a second of which the other arm was folded already.
    unfolded.stream()
        .filter(row -> row.foldGroup == null)
        .forEach(row -> groups.add(row.key.second()));
    return unfolded.isEmpty()
        ? Uni.createFrom().item(List.of())
        : list("key.rollout = ?1 and foldGroup in ?2", rollout, groups)
            .map(siblings -> BucketGroups.union(unfolded, siblings));
  }

  /** Both arms of a second are folded together, so a second that the limit may have cut waits. */
  private static List<CounterRow> wholeSeconds(List<CounterRow> rows) {
    if (rows.size() < MAX_ROWS_IN_A_FOLD) {
      return rows;
    }
    long last = rows.getLast().key.second();
    return rows.stream().filter(row -> row.key.second() < last).toList();
  }
}
