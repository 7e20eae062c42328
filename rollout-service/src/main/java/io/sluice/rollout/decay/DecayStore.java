package io.sluice.rollout.decay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.rollout.verdict.Decay;
import io.sluice.rollout.verdict.eprocess.ChangeDetector;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of live versions, and the watch over them, in the database. */
@ApplicationScoped
class DecayStore implements PanacheRepositoryBase<DecayRow, Long> {
  private static final String REPORTED =
      "SELECT DISTINCT environment, prompt, version FROM live_calls WHERE second < $1";

  // Locked in the order in which reports lock them.
  private static final String TAKE =
      """
      WITH due AS (
        SELECT environment, prompt, version, second FROM live_calls
        WHERE environment = :environment AND prompt = :prompt AND version = :version
          AND second < :border
        ORDER BY second FOR UPDATE),
      taken AS (
        DELETE FROM live_calls l USING due d
        WHERE l.environment = d.environment AND l.prompt = d.prompt AND l.version = d.version
          AND l.second = d.second
        RETURNING l.calls, l.bad)
      SELECT coalesce(sum(calls), 0), coalesce(sum(bad), 0) FROM taken
      """;

  private static final String DECAYED =
      """
      SELECT count(*) FROM decay d JOIN rollout r ON r.number = d.rollout
      WHERE d.decayed_at IS NOT NULL AND r.state = 'completed' AND NOT EXISTS (
        SELECT 1 FROM rollout n WHERE n.environment = r.environment AND n.prompt = r.prompt
          AND n.number > r.number AND n.state = 'completed'
          AND (n.candidate_version <> r.candidate_version OR n.evidence <> ''))
      """;

  /** A version somewhere. */
  record Live(String environment, String prompt, int version) {}

  /** Calls that were reported, and how many of them failed. */
  record Taken(long calls, long bad) {}

  private final Pool pool;
  private final ObjectMapper json;

  @Inject
  DecayStore(Pool pool, ObjectMapper json) {
    this.pool = pool;
    this.json = json;
  }

  /** Versions with buckets that begin before a second. */
  Uni<List<Live>> reported(long border) {
    return pool.preparedQuery(REPORTED)
        .execute(Tuple.of(border))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Live(row.getString(0), row.getString(1), row.getInteger(2)))
                    .toList());
  }

  /** Takes a version's buckets that begin before a second, within the caller's transaction. */
  Uni<Taken> take(Live live, long border) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(TAKE, Object[].class)
                    .setParameter("environment", live.environment())
                    .setParameter("prompt", live.prompt())
                    .setParameter("version", live.version())
                    .setParameter("border", border)
                    .getSingleResult())
        .map(row -> new Taken(number(row[0]), number(row[1])));
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
   * @param border of what was folded
   */
  Uni<Void> keep(
      @Nullable DecayRow row, long rollout, Decay decay, long border, @Nullable Instant decayedAt) {
    DecayRow kept = row == null ? new DecayRow() : row;
    kept.rollout = rollout;
    kept.foldedTo = border;
    kept.decayedAt = decayedAt;
    try {
      kept.detector = json.writeValueAsString(decay.detector());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return row == null ? persist(kept).replaceWithVoid() : Uni.createFrom().voidItem();
  }
}
