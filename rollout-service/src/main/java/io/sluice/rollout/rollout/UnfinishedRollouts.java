package io.sluice.rollout.rollout;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Which rollouts there is work for. Every replica asks every second, and mostly there is nothing
 * new: so these are numbers only, read without a session and without anybody's evidence.
 */
@ApplicationScoped
public class UnfinishedRollouts {
  private static final String JUDGED =
      """
      SELECT number FROM rollout WHERE state IN ('rolling_out', 'watching', 'paused')
      ORDER BY number
      """;

  private static final String ROLLING_BACK =
      "SELECT number FROM rollout WHERE state = 'rolling_back' ORDER BY number";

  private final Pool pool;

  @Inject
  UnfinishedRollouts(Pool pool) {
    this.pool = pool;
  }

  /** Those that evidence may move; their subjects are counted. */
  public Uni<List<Long>> judged() {
    return numbers(JUDGED);
  }

  /** Those whose revert is not in Git yet. */
  public Uni<List<Long>> rollingBack() {
    return numbers(ROLLING_BACK);
  }

  private Uni<List<Long>> numbers(String sql) {
    return pool.preparedQuery(sql)
        .execute()
        .map(rows -> rows.stream().map(row -> row.getLong(0)).toList());
  }
}
