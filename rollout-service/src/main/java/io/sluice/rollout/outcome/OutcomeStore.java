package io.sluice.rollout.outcome;

import io.sluice.rollout.split.Unit;
import io.sluice.rollout.verdict.Baseline;
import io.sluice.rollout.verdict.Decay;
import io.sluice.rollout.verdict.Metric;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Outcomes in the database. */
@ApplicationScoped
public class OutcomeStore {
  /**
   * One statement, so one transaction and one round trip for a whole batch. A decision counts for
   * what no earlier report of it was counted for. Of a subject only the first bad event of a metric
   * counts as a unit. Rows are written in key order, so that concurrent batches wait for each other
   * and never in a circle.
   */
  private static final String REPORT =
      """
      WITH reported AS (
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::bigint[],
            $6::int[], $7::text[], $8::text[], $9::bigint[], $10::uuid[], $11::text[],
            $12::bigint[], $13::float8[], $14::text[], $15::int[])
          WITH ORDINALITY
          AS r (decision, environment, prompt, version, rollout, stage, arm, app, served_at_ms,
            unit, status, latency_ms, cost_usd, feedback, counted, ordinal)),
      stored AS (
        INSERT INTO outcome (decision, environment, prompt, version, rollout, arm, app, served_at,
            status, latency_ms, cost_usd, feedback, counted)
        SELECT decision, environment, prompt, version, rollout, arm, app,
            to_timestamp(served_at_ms / 1000.0), status, latency_ms, cost_usd, feedback, counted
        FROM reported ORDER BY decision
        ON CONFLICT (decision) DO UPDATE
        SET status = CASE WHEN outcome.status IS NULL OR outcome.status = 'ok'
              THEN coalesce(excluded.status, outcome.status) ELSE outcome.status END,
            latency_ms = coalesce(outcome.latency_ms, excluded.latency_ms),
            cost_usd = coalesce(outcome.cost_usd, excluded.cost_usd),
            feedback = CASE WHEN excluded.feedback = 'down' THEN 'down'
              ELSE coalesce(outcome.feedback, excluded.feedback) END,
            counted_before = outcome.counted,
            counted = outcome.counted | excluded.counted,
            reported_at = now()
        WHERE outcome.counted | excluded.counted <> outcome.counted
        RETURNING decision, counted & ~counted_before AS news),
      events AS (
        SELECT r.rollout, m.metric, r.stage, r.arm, r.unit, r.served_at_ms,
            r.served_at_ms / 1000 - r.served_at_ms / 1000 % m.width AS second,
            news & m.bad <> 0 AS bad, news & m.reported <> 0 AS reported
        FROM stored JOIN reported r USING (decision)
        JOIN unnest($16::text[], $17::int[], $18::int[], $19::int[])
          AS m (metric, width, reported, bad) ON news & (m.reported | m.bad) <> 0
        WHERE r.rollout > 0),
      first_bad AS (
        INSERT INTO bad_unit (rollout, metric, unit)
        SELECT DISTINCT rollout, metric, unit FROM events WHERE bad AND unit IS NOT NULL
        ORDER BY 1, 2, 3
        ON CONFLICT DO NOTHING
        RETURNING rollout, metric, unit),
      units AS (
        SELECT DISTINCT ON (e.rollout, e.metric, e.unit) e.rollout, e.metric, e.stage, e.second,
            e.arm
        FROM events e JOIN first_bad USING (rollout, metric, unit)
        WHERE e.bad
        ORDER BY e.rollout, e.metric, e.unit, e.served_at_ms),
      additions AS (
        SELECT rollout, metric, stage, second, arm, 1 AS bad, 0 AS bad_events, 0 AS reported
        FROM units
        UNION ALL SELECT rollout, metric, stage, second, arm, 1, 0, 0 FROM events
        WHERE bad AND unit IS NULL
        UNION ALL SELECT rollout, metric, stage, second, arm, 0, bad::int, reported::int
        FROM events),
      counters AS (
        INSERT INTO bucket_counter (rollout, metric, stage, second, arm, bad, bad_events, reported)
        SELECT rollout, metric, stage, second, arm, sum(bad), sum(bad_events), sum(reported)
        FROM additions GROUP BY rollout, metric, stage, second, arm
        ORDER BY rollout, metric, stage, second, arm
        ON CONFLICT (rollout, metric, stage, second, arm) DO UPDATE
        SET bad = bucket_counter.bad + excluded.bad,
            bad_events = bucket_counter.bad_events + excluded.bad_events,
            reported = bucket_counter.reported + excluded.reported),
      live AS (
        INSERT INTO live_calls (environment, prompt, version, second, calls, bad)
        SELECT r.environment, r.prompt, r.version,
            r.served_at_ms / 1000 - r.served_at_ms / 1000 % $20::int AS second,
            count(*) FILTER (WHERE news & m.reported <> 0), count(*) FILTER (WHERE news & m.bad <> 0)
        FROM stored JOIN reported r USING (decision)
        JOIN unnest($16::text[], $18::int[], $19::int[]) AS m (metric, reported, bad)
          ON m.metric = 'error' AND news & (m.reported | m.bad) <> 0
        WHERE r.rollout = 0
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (environment, prompt, version, second) DO UPDATE
        SET calls = live_calls.calls + excluded.calls, bad = live_calls.bad + excluded.bad)
      SELECT coalesce(array_agg(ordinal::int), '{}') FROM stored JOIN reported USING (decision)
      """;

  private final Pool pool;

  @Inject
  OutcomeStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Stores a batch in which each decision occurs once; answers those that counted.
   *
   * @param baselines of all rollouts in it
   */
  Uni<List<ReportedOutcome>> report(List<ReportedOutcome> batch, Map<Long, Baseline> baselines) {
    List<ReportedOutcome> sorted =
        batch.stream().sorted(Comparator.comparing(o -> o.decision().nonce())).toList();
    Tuple columns =
        Tuple.tuple()
            .addArrayOfUUID(column(sorted, o -> o.decision().nonce()).toArray(UUID[]::new))
            .addArrayOfString(texts(sorted, o -> o.decision().environment()))
            .addArrayOfString(texts(sorted, o -> o.decision().prompt()))
            .addArrayOfInteger(column(sorted, o -> o.decision().version()).toArray(Integer[]::new))
            .addArrayOfLong(column(sorted, o -> o.decision().rollout()).toArray(Long[]::new))
            .addArrayOfInteger(column(sorted, o -> o.decision().stage()).toArray(Integer[]::new))
            .addArrayOfString(texts(sorted, o -> o.decision().arm().wireName()))
            .addArrayOfString(texts(sorted, o -> o.decision().app()))
            .addArrayOfLong(column(sorted, o -> o.decision().servedAtMs()).toArray(Long[]::new))
            .addArrayOfUUID(column(sorted, o -> uuid(o.decision().unit())).toArray(UUID[]::new))
            .addArrayOfString(texts(sorted, o -> o.status() == null ? null : o.status().wireName()))
            .addArrayOfLong(column(sorted, ReportedOutcome::latencyMs).toArray(Long[]::new))
            .addArrayOfDouble(column(sorted, ReportedOutcome::costUsd).toArray(Double[]::new))
            .addArrayOfString(
                texts(sorted, o -> o.feedback() == null ? null : o.feedback().wireName()))
            .addArrayOfInteger(
                column(
                        sorted,
                        o ->
                            o.counted(
                                baselines.getOrDefault(o.decision().rollout(), Baseline.NONE)))
                    .toArray(Integer[]::new))
            .addArrayOfString(metrics(Metric::wireName).toArray(String[]::new))
            .addArrayOfInteger(metrics(Metric::bucketSeconds).toArray(Integer[]::new))
            .addArrayOfInteger(metrics(ReportedOutcome::reportedBit).toArray(Integer[]::new))
            .addArrayOfInteger(metrics(ReportedOutcome::badBit).toArray(Integer[]::new))
            .addInteger(Decay.BUCKET_SECONDS);
    return pool.preparedQuery(REPORT)
        .execute(columns)
        .map(
            rows ->
                Arrays.stream(rows.iterator().next().getArrayOfIntegers(0))
                    .map(position -> sorted.get(position - 1))
                    .toList());
  }

  private static <T> List<T> metrics(Function<Metric, T> value) {
    return Metric.COUNTED.stream().map(value).toList();
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
