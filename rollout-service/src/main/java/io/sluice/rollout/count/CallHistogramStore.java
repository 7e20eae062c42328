package io.sluice.rollout.count;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.rollout.verdict.Baseline;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Histograms of calls in the database. */
@ApplicationScoped
public class CallHistogramStore {
  /** A version that was slow a month ago says little about what is slow today. */
  private static final int DAYS = 14;

  private static final String ADD =
      """
      INSERT INTO call_histogram (environment, prompt, version, metric, day, class, calls)
      SELECT c.environment, c.prompt, c.version, c.metric, $1, c.class, c.calls
      FROM unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::int[], $7::bigint[])
           AS c (environment, prompt, version, metric, class, calls)
      ON CONFLICT (environment, prompt, version, metric, day, class) DO UPDATE
      SET calls = call_histogram.calls + excluded.calls
      """;

  private static final String FORGET = "DELETE FROM call_histogram WHERE day < $1";

  private static final String READ =
      """
      SELECT metric, class, cast(sum(calls) AS bigint) FROM call_histogram
      WHERE environment = :environment AND prompt = :prompt AND version = :version AND day > :after
      GROUP BY metric, class
      """;

  private final Pool pool;

  @Inject
  CallHistogramStore(Pool pool) {
    this.pool = pool;
  }

  Uni<Void> add(LocalDate day, Map<CallClass, Long> calls) {
    // In one order for all writers, so that they never wait for each other in a circle.
    List<CallClass> classes =
        calls.keySet().stream().sorted(Comparator.comparing(CallClass::toString)).toList();
    Tuple values =
        Tuple.tuple()
            .addLocalDate(day)
            .addArrayOfString(classes.stream().map(CallClass::environment).toArray(String[]::new))
            .addArrayOfString(classes.stream().map(CallClass::prompt).toArray(String[]::new))
            .addArrayOfInteger(classes.stream().map(CallClass::version).toArray(Integer[]::new))
            .addArrayOfString(classes.stream().map(CallClass::metric).toArray(String[]::new))
            .addArrayOfInteger(classes.stream().map(CallClass::number).toArray(Integer[]::new))
            .addArrayOfLong(classes.stream().map(calls::get).toArray(Long[]::new));
    return pool.preparedQuery(ADD).execute(values).replaceWithVoid();
  }

  /** Deletes what no baseline is made of any more. */
  Uni<Void> forget(LocalDate today) {
    return pool.preparedQuery(FORGET).execute(Tuple.of(today.minusDays(DAYS))).replaceWithVoid();
  }

  /** What a version has been like lately, within the caller's session. */
  public Uni<Baseline> baseline(String environment, String prompt, int version, LocalDate today) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(READ, Object[].class)
                    .setParameter("environment", environment)
                    .setParameter("prompt", prompt)
                    .setParameter("version", version)
                    .setParameter("after", today.minusDays(DAYS))
                    .getResultList())
        .map(CallHistogramStore::baseline);
  }

  private static Baseline baseline(List<Object[]> rows) {
    Map<Integer, Long> latency = new HashMap<>();
    Map<Integer, Long> cost = new HashMap<>();
    for (Object[] row : rows) {
      ("latency".equals(row[0]) ? latency : cost)
          .put(((Number) row[1]).intValue(), ((Number) row[2]).longValue());
    }
    return new Baseline(
        Percentile.of(latency, Baseline.QUANTILE, Baseline.MIN_CALLS),
        Percentile.of(cost, Baseline.QUANTILE, Baseline.MIN_CALLS),
        Percentile.total(latency),
        Percentile.total(cost));
  }
}
