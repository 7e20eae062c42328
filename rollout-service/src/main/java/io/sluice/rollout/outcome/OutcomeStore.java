package io.sluice.rollout.outcome;

import io.sluice.rollout.split.Unit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Outcomes in the database. */
@ApplicationScoped
public class OutcomeStore {
  /**
   * One statement, so one transaction and one round trip for a whole batch. A decision counts when
   * it is new, or when it was reported as ok before and is bad now. Of a subject only the first bad
   * event counts as a unit. Rows are written in key order, so that concurrent batches wait for each
   * other and never in a circle.
   */
  private static final String REPORT =
      """
      WITH reported AS (
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::bigint[],
            $6::text[], $7::text[], $8::bigint[], $9::uuid[], $10::text[], $11::bigint[],
            $12::float8[], $13::text[])
          AS r (decision, environment, prompt, version, rollout, arm, app, served_at_ms, unit,
            status, latency_ms, cost_usd, feedback)),
      counted AS (
        INSERT INTO outcome (decision, environment, prompt, version, rollout, arm, app, served_at,
            status, latency_ms, cost_usd, feedback)
        SELECT decision, environment, prompt, version, rollout, arm, app,
            to_timestamp(served_at_ms / 1000.0), status, latency_ms, cost_usd, feedback
        FROM reported ORDER BY decision
        ON CONFLICT (decision) DO UPDATE
        SET status = excluded.status, reported_at = now()
        WHERE outcome.status = 'ok' AND excluded.status <> 'ok'
        RETURNING decision, xmax = 0 AS is_new),
      bad AS (
        SELECT r.*, r.served_at_ms / 1000 AS second
        FROM reported r JOIN counted USING (decision)
        WHERE r.status <> 'ok' AND r.rollout > 0),
      first_bad AS (
        INSERT INTO bad_unit (rollout, metric, unit)
        SELECT DISTINCT rollout, 'error', unit FROM bad WHERE unit IS NOT NULL ORDER BY 1, 3
        ON CONFLICT DO NOTHING
        RETURNING rollout, unit),
      units AS (
        SELECT DISTINCT ON (b.rollout, b.unit) b.rollout, b.second, b.arm
        FROM bad b JOIN first_bad USING (rollout, unit)
        ORDER BY b.rollout, b.unit, b.served_at_ms),
      additions AS (
        SELECT rollout, second, arm, 1 AS bad, 0 AS bad_events, 0 AS reported FROM units
        UNION ALL SELECT rollout, second, arm, 1, 0, 0 FROM bad WHERE unit IS NULL
        UNION ALL SELECT rollout, second, arm, 0, 1, 0 FROM bad
        UNION ALL SELECT rollout, served_at_ms / 1000, arm, 0, 0, 1
        FROM reported JOIN counted USING (decision) WHERE is_new AND rollout > 0),
      counters AS (
        INSERT INTO bucket_counter (rollout, metric, second, arm, bad, bad_events, reported)
        SELECT rollout, 'error', second, arm, sum(bad), sum(bad_events), sum(reported)
        FROM additions GROUP BY rollout, second, arm ORDER BY rollout, second, arm
        ON CONFLICT (rollout, metric, second, arm) DO UPDATE
        SET bad = bucket_counter.bad + excluded.bad,
            bad_events = bucket_counter.bad_events + excluded.bad_events,
            reported = bucket_counter.reported + excluded.reported)
      SELECT count(*) FROM counted
      """;

  private static final String FORGET =
      """
      DELETE FROM outcome WHERE decision IN (
        SELECT decision FROM outcome WHERE served_at < $1 LIMIT $2)
      """;

  private final Pool pool;

  @Inject
  OutcomeStore(Pool pool) {
    this.pool = pool;
  }

  /** Stores a batch in which each decision occurs once; answers how many counted. */
  Uni<Integer> report(List<ReportedOutcome> batch) {
    List<ReportedOutcome> sorted =
        batch.stream().sorted(Comparator.comparing(o -> o.decision().nonce())).toList();
    Tuple columns =
        Tuple.tuple()
            .addArrayOfUUID(column(sorted, o -> o.decision().nonce()).toArray(UUID[]::new))
            .addArrayOfString(texts(sorted, o -> o.decision().environment()))
            .addArrayOfString(texts(sorted, o -> o.decision().prompt()))
            .addArrayOfInteger(column(sorted, o -> o.decision().version()).toArray(Integer[]::new))
            .addArrayOfLong(column(sorted, o -> o.decision().rollout()).toArray(Long[]::new))
            .addArrayOfString(texts(sorted, o -> o.decision().arm().wireName()))
            .addArrayOfString(texts(sorted, o -> o.decision().app()))
            .addArrayOfLong(column(sorted, o -> o.decision().servedAtMs()).toArray(Long[]::new))
            .addArrayOfUUID(column(sorted, o -> uuid(o.decision().unit())).toArray(UUID[]::new))
            .addArrayOfString(texts(sorted, o -> o.status().wireName()))
            .addArrayOfLong(column(sorted, ReportedOutcome::latencyMs).toArray(Long[]::new))
            .addArrayOfDouble(column(sorted, ReportedOutcome::costUsd).toArray(Double[]::new))
            .addArrayOfString(
                texts(sorted, o -> o.feedback() == null ? null : o.feedback().wireName()));
    return pool.preparedQuery(REPORT)
        .execute(columns)
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  /** Deletes some outcomes of calls served before a time; answers how many. */
  Uni<Integer> forget(Instant servedBefore, int limit) {
    return pool.preparedQuery(FORGET)
        .execute(Tuple.of(OffsetDateTime.ofInstant(servedBefore, ZoneOffset.UTC), limit))
        .map(rows -> rows.rowCount());
  }

  private static <T> List<T> column(
      List<ReportedOutcome> batch, Function<ReportedOutcome, T> value) {
    return batch.stream().map(value).toList();
  }

  private static String[] texts(
      List<ReportedOutcome> batch, Function<ReportedOutcome, @Nullable String> value) {
    return batch.stream().map(value).toArray(String[]::new);
  }

  private static @Nullable UUID uuid(@Nullable Unit unit) {
    return unit == null ? null : new UUID(unit.high(), unit.low());
  }
}
