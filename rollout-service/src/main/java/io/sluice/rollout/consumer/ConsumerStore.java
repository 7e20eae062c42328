package io.sluice.rollout.consumer;

import io.sluice.rollout.consumer.Consumers.Batch;
import io.sluice.rollout.consumer.Consumers.Calls;
import io.sluice.rollout.consumer.Consumers.Seen;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Consumers and traffic of each day in the database. */
@ApplicationScoped
public class ConsumerStore {
  private static final int MAX_FORGOTTEN = 10_000;

  // The batch row makes a repeated batch add nothing. Rows are written in key order, so that
  // concurrent writers wait for each other and never in a circle.
  private static final String ADD =
      """
      WITH batch AS (
        INSERT INTO counter_batch (process, sequence) VALUES ($1, $2)
        ON CONFLICT (process) DO UPDATE SET sequence = excluded.sequence, at = now()
        WHERE counter_batch.sequence < excluded.sequence
        RETURNING 1),
      seen AS (
        INSERT INTO prompt_consumer (environment, prompt, day, app)
        SELECT s.environment, s.prompt, date '1970-01-01' + s.day::integer, s.app
        FROM batch, unnest($3::text[], $4::text[], $5::text[], $6::bigint[])
             AS s (environment, prompt, app, day)
        ORDER BY 1, 2, 3, 4
        ON CONFLICT DO NOTHING)
      INSERT INTO prompt_traffic (environment, prompt, day, calls)
      SELECT c.environment, c.prompt, date '1970-01-01' + c.day::integer, c.calls
      FROM batch, unnest($7::text[], $8::text[], $9::bigint[], $10::bigint[])
           AS c (environment, prompt, day, calls)
      ORDER BY 1, 2, 3
      ON CONFLICT (environment, prompt, day)
      DO UPDATE SET calls = prompt_traffic.calls + excluded.calls
      """;

  private static final String PAGE =
      """
      SELECT app, min(day), max(day), count(*) FROM prompt_consumer
      WHERE environment = $1 AND prompt = $2 AND day >= $3
      GROUP BY app
      HAVING $4::date IS NULL OR max(day) < $4 OR (max(day) = $4 AND app > $5)
      ORDER BY max(day) DESC, app LIMIT $6
      """;

  private static final String COUNT =
      """
      SELECT count(DISTINCT app) FROM prompt_consumer
      WHERE environment = $1 AND prompt = $2 AND day >= $3
      """;

  private static final String TRAFFIC =
      """
      SELECT day, calls FROM prompt_traffic
      WHERE environment = $1 AND prompt = $2 AND day >= $3 ORDER BY day
      """;

  private static final String FORGET_CONSUMERS =
      """
      DELETE FROM prompt_consumer WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM prompt_consumer WHERE day < $1 LIMIT $2))
      """;

  private static final String FORGET_TRAFFIC =
      """
      DELETE FROM prompt_traffic WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM prompt_traffic WHERE day < $1 LIMIT $2))
      """;

  private final Pool pool;

  @Inject
  ConsumerStore(Pool pool) {
    this.pool = pool;
  }

  /** Where a page starts: after the app that was last on the page before. */
  record After(LocalDate lastDay, String app) {}

  /**
   * Adds marks and calls, all or nothing, once.
   *
   * @param process names the sender
   * @param sequence rises with each batch of that sender; the same number is the same batch
   */
  Uni<Void> add(UUID process, long sequence, Batch batch) {
    List<Seen> seen =
        batch.seen().stream()
            .sorted(
                Comparator.comparing(Seen::environment)
                    .thenComparing(Seen::prompt)
                    .thenComparing(Seen::app))
            .toList();
    List<Calls> calls =
        batch.calls().stream()
            .sorted(Comparator.comparing(Calls::environment).thenComparing(Calls::prompt))
            .toList();
    Tuple values =
        Tuple.tuple()
            .addUUID(process)
            .addLong(sequence)
            .addArrayOfString(seen.stream().map(Seen::environment).toArray(String[]::new))
            .addArrayOfString(seen.stream().map(Seen::prompt).toArray(String[]::new))
            .addArrayOfString(seen.stream().map(Seen::app).toArray(String[]::new))
            .addArrayOfLong(seen.stream().map(Seen::day).toArray(Long[]::new))
            .addArrayOfString(calls.stream().map(Calls::environment).toArray(String[]::new))
            .addArrayOfString(calls.stream().map(Calls::prompt).toArray(String[]::new))
            .addArrayOfLong(calls.stream().map(Calls::day).toArray(Long[]::new))
            .addArrayOfLong(calls.stream().map(Calls::calls).toArray(Long[]::new));
    return pool.preparedQuery(ADD).execute(values).replaceWithVoid();
  }

  /** Apps that fetched a prompt since a day, those that did so last first. */
  Uni<List<ConsumerView>> page(
      String environment, String prompt, LocalDate since, @Nullable After after, int limit) {
    Tuple values =
        Tuple.tuple()
            .addString(environment)
            .addString(prompt)
            .addLocalDate(since)
            .addLocalDate(after == null ? null : after.lastDay())
            .addString(after == null ? null : after.app())
            .addInteger(limit);
    return pool.preparedQuery(PAGE)
        .execute(values)
        .map(
            rows ->
                rows(rows)
                    .map(
                        row ->
                            new ConsumerView(
                                row.getString(0),
                                row.getLocalDate(1),
                                row.getLocalDate(2),
                                row.getLong(3)))
                    .toList());
  }

  /** How many apps fetched a prompt since a day. */
  Uni<Long> count(String environment, String prompt, LocalDate since) {
    return pool.preparedQuery(COUNT)
        .execute(Tuple.of(environment, prompt, since))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Calls of each day since then that had one, oldest first. */
  Uni<List<TrafficView>> traffic(String environment, String prompt, LocalDate since) {
    return pool.preparedQuery(TRAFFIC)
        .execute(Tuple.of(environment, prompt, since))
        .map(
            rows ->
                rows(rows)
                    .map(row -> new TrafficView(row.getLocalDate(0), row.getLong(1)))
                    .toList());
  }

  /** Deletes days of the past, some at a time. */
  Uni<Void> forget(LocalDate before) {
    return pool.preparedQuery(FORGET_CONSUMERS)
        .execute(Tuple.of(before, MAX_FORGOTTEN))
        .chain(() -> pool.preparedQuery(FORGET_TRAFFIC).execute(Tuple.of(before, MAX_FORGOTTEN)))
        .replaceWithVoid();
  }

  private static Stream<Row> rows(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }
}
