package io.sluice.rollout.count;

import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.Metric;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Subjects of running rollouts that had their first bad event, in the database. */
@ApplicationScoped
class BadUnitStore {
  /** After a watch of a busy prompt there are millions: never all of them at once. */
  private static final int PAGE = 10_000;

  private static final String NEXT_PAGE =
      """
      SELECT b.rollout, b.metric, b.unit FROM bad_unit b JOIN rollout r ON r.number = b.rollout
      WHERE r.state IN ('rolling_out', 'watching', 'paused')
        AND b.at > now() - $1 * interval '1 millisecond'
        AND (b.rollout, b.metric, b.unit) > ($2, $3, $4)
      ORDER BY b.rollout, b.metric, b.unit LIMIT $5
      """;

  /** A subject that left the counts of a metric. */
  record BadUnit(long rollout, Metric metric, Unit unit) {}

  private record Key(long rollout, String metric, UUID unit) {
    static final Key FIRST = new Key(0, "", new UUID(0, 0));
  }

  private final Pool pool;

  @Inject
  BadUnitStore(Pool pool) {
    this.pool = pool;
  }

  /** Hands over those that became bad within the last while, in no order that matters. */
  Uni<Void> each(Duration within, Consumer<BadUnit> taker) {
    return Multi.createBy()
        .repeating()
        .uni(() -> new AtomicReference<>(Key.FIRST), after -> page(within, after, taker))
        .whilst(rows -> rows == PAGE)
        .onItem()
        .ignoreAsUni();
  }

  private Uni<Integer> page(Duration within, AtomicReference<Key> after, Consumer<BadUnit> taker) {
    Key key = Objects.requireNonNull(after.get());
    return pool.preparedQuery(NEXT_PAGE)
        .execute(Tuple.of(within.toMillis(), key.rollout(), key.metric(), key.unit(), PAGE))
        .map(
            rows -> {
              take(rows, after, taker);
              return rows.rowCount();
            });
  }

  private static void take(RowSet<Row> rows, AtomicReference<Key> after, Consumer<BadUnit> taker) {
    for (Row row : rows) {
      Key key = new Key(row.getLong(0), row.getString(1), row.getUUID(2));
      after.set(key);
      Unit unit =
          new Unit(key.unit().getMostSignificantBits(), key.unit().getLeastSignificantBits());
      taker.accept(new BadUnit(key.rollout(), Metric.counted(key.metric()), unit));
    }
  }
}
