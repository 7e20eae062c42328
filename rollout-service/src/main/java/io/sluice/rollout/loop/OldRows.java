package io.sluice.rollout.loop;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

/**
 * Deletes rows that are too old to be needed: a part at a time, so that no delete holds anything
 * up, and until none is left, so that tables stay bounded however fast they are filled.
 */
@ApplicationScoped
public class OldRows {
  private static final Logger LOG = Logger.getLogger(OldRows.class);
  private static final int PART = 10_000;

  private final Pool pool;

  @Inject
  OldRows(Pool pool) {
    this.pool = pool;
  }

  /**
   * Deletes all of them, beside other replicas that do the same. A failure is logged: the next time
   * has more to do.
   *
   * @param table for the log
   * @param sql deletes at most {@code $2} rows from before {@code $1}
   */
  public Uni<Void> delete(String table, String sql, Instant before) {
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                pool.preparedQuery(sql)
                    .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), PART))
                    .map(rows -> rows.rowCount()))
        .whilst(deleted -> deleted >= PART)
        .onItem()
        .ignoreAsUni()
        .onFailure()
        .invoke(e -> LOG.warnf("Old rows of %s were not deleted: %s", table, e.getMessage()))
        .onFailure()
        .recoverWithNull();
  }
}
