package io.sluice.rollout.feed;

import io.sluice.kit.problem.ProblemException;
import io.sluice.rollout.problem.RolloutProblem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads histories in the order in which they may be followed. */
@ApplicationScoped
public class FeedStore {
  private static final String LINES =
      """
      SELECT e.id, e.rollout, r.prompt, r.environment, r.candidate_version, r.candidate_change,
             e.at, e.event, e.detail, r.state, v.content::json -> 'prompt' ->> 'owner' AS owner
      FROM rollout_event e JOIN rollout r ON r.number = e.rollout
      LEFT JOIN approved_version v ON v.environment = r.environment AND v.prompt = r.prompt
        AND v.version = r.candidate_version AND v.change = r.candidate_change
      WHERE e.id > $1 AND e.written_by < pg_snapshot_xmin(pg_current_snapshot())
      """;

  private static final String ALL = LINES + "ORDER BY e.id LIMIT $2";
  private static final String OF_ONE = LINES + "AND e.rollout = $3 ORDER BY e.id LIMIT $2";

  private static final String STANDING =
      """
      SELECT state, EXISTS (SELECT 1 FROM rollout_event WHERE rollout = $1 AND id > $2)
      FROM rollout WHERE number = $1
      """;

  private final Pool pool;

  @Inject
  FeedStore(Pool pool) {
    this.pool = pool;
  }

  /** Lines of all rollouts after an id, oldest first. */
  Uni<List<FeedLine>> after(long id, int limit) {
    return pool.preparedQuery(ALL).execute(Tuple.of(id, limit)).map(FeedStore::read);
  }

  /** Lines of one rollout after an id, oldest first. */
  Uni<List<FeedLine>> after(long id, int limit, long rollout) {
    return pool.preparedQuery(OF_ONE).execute(Tuple.of(id, limit, rollout)).map(FeedStore::read);
  }

  /**
   * How a rollout stands.
   *
   * @param hasMore whether its history has lines after those that were read, also ones that may not
   *     be followed yet
   */
  record Standing(String state, boolean hasMore) {}

  /** How a rollout stands after a line; fails with 404 when there is none of that number. */
  Uni<Standing> standing(long rollout, long after) {
    return pool.preparedQuery(STANDING)
        .execute(Tuple.of(rollout, after))
        .map(
            rows -> {
              for (Row row : rows) {
                return new Standing(row.getString(0), row.getBoolean(1));
              }
              throw new ProblemException(
                  RolloutProblem.ROLLOUT_NOT_FOUND,
                  "There is no rollout " + rollout + "; GET /v1/rollouts lists them.");
            });
  }

  private static List<FeedLine> read(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(FeedStore::line).toList();
  }

  private static FeedLine line(Row row) {
    return new FeedLine(
        row.getLong("id"),
        row.getLong("rollout"),
        row.getString("prompt"),
        row.getString("environment"),
        row.getInteger("candidate_version"),
        row.getLong("candidate_change"),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("event"),
        row.getString("detail"),
        row.getString("state"),
        row.getString("owner"));
  }
}
