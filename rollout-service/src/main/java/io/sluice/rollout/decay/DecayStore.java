package io.sluice.rollout.decay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.rollout.decay.LiveCalls.Bucket;
import io.sluice.rollout.decay.LiveCalls.Count;
import io.sluice.rollout.verdict.Decay;
import io.sluice.rollout.verdict.eprocess.ChangeDetector;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of live versions, and the watch over them, in the database. */
@ApplicationScoped
class DecayStore implements PanacheRepositoryBase<DecayRow, Long> {
  private static final String ADD =
      """
      INSERT INTO live_calls (environment, prompt, version, second, calls, bad)
      SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[])
      ON CONFLICT (environment, prompt, version, second) DO UPDATE
      SET calls = live_calls.calls + excluded.calls, bad = live_calls.bad + excluded.bad
      """;

  private static final String CLOSED =
      "SELECT DISTINCT environment, prompt, version FROM live_calls WHERE second <= $1";

  private static final String TAKE =
      """
      WITH taken AS (
        DELETE FROM live_calls WHERE environment = :environment AND prompt = :prompt
          AND version = :version AND second <= :last
        RETURNING second, calls, bad)
      SELECT second, calls, bad FROM taken ORDER BY second
      """;

  private static final String DECAYED =
      """
      SELECT count(*) FROM decay d JOIN rollout r ON r.number = d.rollout
      WHERE d.decayed_at IS NOT NULL AND r.state = 'completed' AND NOT EXISTS (
        SELECT 1 FROM rollout n WHERE n.environment = r.environment AND n.prompt = r.prompt
          AND n.number > r.number)
      """;

  /** A version somewhere. */
  record Live(String environment, String prompt, int version) {}

  /** What was taken of a bucket. */
  record Taken(long second, long calls, long bad) {}

  private final Pool pool;
  private final ObjectMapper json;

  @Inject
  DecayStore(Pool pool, ObjectMapper json) {
    this.pool = pool;
    this.json = json;
  }

  Uni<Void> add(Map<Bucket, Count> counts) {
    // In one order for all writers, so that they never wait for each other in a circle.
    List<Map.Entry<Bucket, Count>> rows =
        counts.entrySet().stream()
            .sorted(Comparator.comparing(row -> row.getKey().toString()))
            .toList();
    List<Bucket> buckets = rows.stream().map(Map.Entry::getKey).toList();
    List<Count> numbers = rows.stream().map(Map.Entry::getValue).toList();
    Tuple values =
        Tuple.tuple()
            .addArrayOfString(buckets.stream().map(Bucket::environment).toArray(String[]::new))
            .addArrayOfString(buckets.stream().map(Bucket::prompt).toArray(String[]::new))
            .addArrayOfInteger(buckets.stream().map(Bucket::version).toArray(Integer[]::new))
            .addArrayOfLong(buckets.stream().map(Bucket::second).toArray(Long[]::new))
            .addArrayOfLong(numbers.stream().map(Count::calls).toArray(Long[]::new))
            .addArrayOfLong(numbers.stream().map(Count::bad).toArray(Long[]::new));
    return pool.preparedQuery(ADD).execute(values).replaceWithVoid();
  }

  /** Versions with buckets that begin at or before a second. */
  Uni<List<Live>> closed(long last) {
    return pool.preparedQuery(CLOSED)
        .execute(Tuple.of(last))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Live(row.getString(0), row.getString(1), row.getInteger(2)))
                    .toList());
  }

  /** Takes a version's buckets, oldest first, within the caller's transaction. */
  Uni<List<Taken>> take(Live live, long last) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(TAKE, Object[].class)
                    .setParameter("environment", live.environment())
                    .setParameter("prompt", live.prompt())
                    .setParameter("version", live.version())
                    .setParameter("last", last)
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Taken(number(row[0]), number(row[1]), number(row[2])))
                    .toList());
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  /** Live versions that have decayed. */
  Uni<Long> decayed() {
    return pool.query(DECAYED).execute().map(rows -> rows.iterator().next().getLong(0));
  }

  Decay decay(DecayRow row) {
    try {
      return new Decay(json.readValue(row.detector, ChangeDetector.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The decay of rollout " + row.rollout + " is no JSON", e);
    }
  }

  /**
   * Keeps how it stands, within the caller's transaction.
   *
   * @param row as it was; null for the first time
   */
  Uni<Void> keep(@Nullable DecayRow row, long rollout, Decay decay, @Nullable Instant decayedAt) {
    DecayRow kept = row == null ? new DecayRow() : row;
    kept.rollout = rollout;
    kept.decayedAt = decayedAt;
    try {
      kept.detector = json.writeValueAsString(decay.detector());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return row == null ? persist(kept).replaceWithVoid() : Uni.createFrom().voidItem();
  }
}
