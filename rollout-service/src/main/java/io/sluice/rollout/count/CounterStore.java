package io.sluice.rollout.count;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.sluice.rollout.count.ServedCounts.Addition;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.ArmBucket;
import io.sluice.rollout.verdict.Bucket;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Counters in the database. */
@ApplicationScoped
public class CounterStore implements PanacheRepositoryBase<CounterRow, CounterRow.Key> {
  /** Name of the metric that counts errors and schema mismatches. */
  public static final String ERROR = "error";

  /** Enough for an hour of one rollout; what is left is folded by the next pass. */
  private static final int MAX_ROWS_IN_A_FOLD = 7_200;

  // The batch row makes a repeated batch add nothing. Rows are written in key order, as everywhere,
  // so that concurrent writers wait for each other and never in a circle.
  private static final String ADD_SERVED =
      """
      WITH batch AS (
        INSERT INTO counter_batch (process, sequence) VALUES ($1, $2)
        ON CONFLICT (process) DO UPDATE SET sequence = excluded.sequence, at = now()
        WHERE counter_batch.sequence < excluded.sequence
        RETURNING 1)
      INSERT INTO bucket_counter (rollout, metric, second, arm, served)
      SELECT a.rollout, 'error', a.second, a.arm, a.served
      FROM batch, unnest($3::bigint[], $4::bigint[], $5::text[], $6::bigint[])
           AS a (rollout, second, arm, served)
      ORDER BY a.rollout, a.second, a.arm
      ON CONFLICT (rollout, metric, second, arm) DO UPDATE
      SET served = bucket_counter.served + excluded.served
      """;

  private static final String RECENT_BAD_UNITS =
      """
      SELECT r.number, b.unit FROM rollout r
      LEFT JOIN bad_unit b ON b.rollout = r.number AND b.metric = 'error'
        AND b.at > now() - $1 * interval '1 millisecond'
      WHERE r.state IN ('rolling_out', 'watching', 'paused')
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
   */
  public Uni<Void> addServed(UUID process, long sequence, List<Addition> additions) {
    List<Addition> sorted =
        additions.stream()
            .sorted(
                Comparator.comparingLong(Addition::rollout)
                    .thenComparingLong(Addition::second)
                    .thenComparing(a -> a.arm().wireName()))
            .toList();
    Tuple values =
        Tuple.tuple()
            .addUUID(process)
            .addLong(sequence)
            .addArrayOfLong(sorted.stream().map(Addition::rollout).toArray(Long[]::new))
            .addArrayOfLong(sorted.stream().map(Addition::second).toArray(Long[]::new))
            .addArrayOfString(sorted.stream().map(a -> a.arm().wireName()).toArray(String[]::new))
            .addArrayOfLong(sorted.stream().map(Addition::served).toArray(Long[]::new));
    return pool.preparedQuery(ADD_SERVED).execute(values).replaceWithVoid();
  }

  /** Every running rollout, with its subjects that became bad within the last while. */
  public Uni<Map<Long, Set<Unit>>> badUnits(Duration within) {
    return pool.preparedQuery(RECENT_BAD_UNITS)
        .execute(Tuple.of(within.toMillis()))
        .map(
            rows -> {
              Map<Long, Set<Unit>> units = new HashMap<>();
              for (Row row : rows) {
                Set<Unit> bad = units.computeIfAbsent(row.getLong(0), r -> new HashSet<>());
                UUID unit = row.getUUID(1);
                if (unit != null) {
                  bad.add(new Unit(unit.getMostSignificantBits(), unit.getLeastSignificantBits()));
                }
              }
              return units;
            });
  }

  /**
   * Closed buckets with something that the rollout's evidence does not contain yet, oldest first,
   * marked as folded within the caller's transaction.
   *
   * @param closedBefore buckets that start before this second are closed
   */
  public Uni<List<Bucket>> takeUnfolded(long rollout, long closedBefore) {
    return find(
            """
            key.rollout = ?1 and key.metric = ?2 and key.second in (
              select c.key.second from CounterRow c
              where c.key.rollout = ?1 and c.key.metric = ?2 and c.key.second < ?3
                and (c.served > c.foldedServed or c.bad > c.foldedBad
                  or c.badEvents > c.foldedBadEvents or c.reported > c.foldedReported))
            """,
            Sort.by("key.second"),
            rollout,
            ERROR,
            closedBefore)
        .page(0, MAX_ROWS_IN_A_FOLD)
        .list()
        .map(CounterStore::buckets);
  }

  private static List<Bucket> buckets(List<CounterRow> rows) {
    TreeMap<Long, Bucket> bySecond = new TreeMap<>();
    for (CounterRow row : wholeSeconds(rows)) {
      ArmBucket arm = row.value();
      row.markFolded();
      Bucket one =
          row.key.arm().equals(Arm.STABLE.wireName())
              ? new Bucket(row.key.second(), arm, ArmBucket.NONE)
              : new Bucket(row.key.second(), ArmBucket.NONE, arm);
      bySecond.merge(row.key.second(), one, CounterStore::both);
    }
    return List.copyOf(bySecond.values());
  }

  /** Both arms of a second are folded together, so a second that the limit may have cut waits. */
  private static List<CounterRow> wholeSeconds(List<CounterRow> rows) {
    if (rows.size() < MAX_ROWS_IN_A_FOLD) {
      return rows;
    }
    long last = rows.getLast().key.second();
    return rows.stream().filter(row -> row.key.second() < last).toList();
  }

  private static Bucket both(Bucket a, Bucket b) {
    return new Bucket(
        a.second(),
        a.stable().equals(ArmBucket.NONE) ? b.stable() : a.stable(),
        a.candidate().equals(ArmBucket.NONE) ? b.candidate() : a.candidate());
  }
}
