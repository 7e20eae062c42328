package io.sluice.registry.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.registry.index.IndexJob.Comparison;
import io.sluice.registry.index.IndexJob.Difference;
import io.sluice.registry.index.IndexJob.Kind;
import io.sluice.registry.index.IndexJob.State;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of the last job, and the lock that lets one job run at a time over all replicas. The
 * lock is a session's: it is gone the moment its process or its connection is.
 */
@ApplicationScoped
class IndexJobStore {
  private static final String KEY = "735501, 1";

  private final Pool pool;
  private final ObjectMapper json;

  @Inject
  IndexJobStore(Pool pool, ObjectMapper json) {
    this.pool = pool;
    this.json = json;
  }

  /** A connection that holds the lock; empty when another job runs. Give it to {@link #release}. */
  Uni<Optional<SqlConnection>> tryLock() {
    return pool.getConnection()
        .chain(
            connection ->
                connection
                    .query("SELECT pg_try_advisory_lock(%s)".formatted(KEY))
                    .execute()
                    .chain(
                        rows ->
                            rows.iterator().next().getBoolean(0)
                                ? Uni.createFrom().item(Optional.of(connection))
                                : connection.close().replaceWith(Optional.<SqlConnection>empty())));
  }

  /** Ends what {@link #tryLock} began. */
  Uni<Void> release(SqlConnection connection) {
    return connection
        .query("SELECT pg_advisory_unlock(%s)".formatted(KEY))
        .execute()
        .onItemOrFailure()
        .transformToUni((done, failure) -> connection.close());
  }

  Uni<Void> started(Kind kind, String by, Instant at) {
    return pool.preparedQuery(
            """
            INSERT INTO index_job (id, kind, state, requested_by, started_at, commits, total)
            VALUES (1, $1, 'running', $2, $3, 0, 0)
            ON CONFLICT (id) DO UPDATE SET kind = $1, state = 'running', requested_by = $2,
              started_at = $3, finished_at = NULL, commits = 0, total = 0, error = NULL
            """)
        .execute(Tuple.of(kind.name().toLowerCase(Locale.ROOT), by, at.atOffset(ZoneOffset.UTC)))
        .replaceWithVoid();
  }

  Uni<Void> progressed(long commits, long total) {
    return pool.preparedQuery("UPDATE index_job SET commits = $1, total = $2")
        .execute(Tuple.of(commits, total))
        .replaceWithVoid();
  }

  /**
   * Records the end of a job.
   *
   * @param error why it failed, or null
   * @param found what a check found, or null when it was none or did not get there
   */
  Uni<Void> ended(Instant at, @Nullable String error, @Nullable Comparison found) {
    OffsetDateTime end = at.atOffset(ZoneOffset.UTC);
    Uni<Void> checked =
        found == null
            ? Uni.createFrom().voidItem()
            : pool.preparedQuery(
                    "UPDATE index_job SET different = $1, differences = $2, checked_at = $3")
                .execute(Tuple.of(found.different(), write(found.differences()), end))
                .replaceWithVoid();
    return checked
        .chain(
            () ->
                pool.preparedQuery("UPDATE index_job SET state = $1, finished_at = $2, error = $3")
                    .execute(Tuple.of(error == null ? "done" : "failed", end, error)))
        .replaceWithVoid();
  }

  /** The last job; empty when there never was one. */
  Uni<Optional<IndexJob>> last() {
    return pool.query(
            """
            SELECT j.*, EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory'
              AND (classid, objid) = (%s)
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
              AS held
            FROM index_job j
            """
                .formatted(KEY))
        .execute()
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(job(row));
              }
              return Optional.empty();
            });
  }

  private IndexJob job(Row row) {
    State state = State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
    return new IndexJob(
        Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        state == State.RUNNING && !row.getBoolean("held") ? State.INTERRUPTED : state,
        row.getString("requested_by"),
        row.getOffsetDateTime("started_at").toInstant(),
        instant(row.getOffsetDateTime("finished_at")),
        row.getLong("commits"),
        row.getLong("total"),
        row.getString("error"),
        row.getLong("different"),
        read(row.getString("differences")),
        instant(row.getOffsetDateTime("checked_at")));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private String write(List<Difference> differences) {
    try {
      return json.writeValueAsString(differences);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Difference> read(String differences) {
    try {
      return json.readValue(differences, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The record of the last job is not JSON", e);
    }
  }
}
