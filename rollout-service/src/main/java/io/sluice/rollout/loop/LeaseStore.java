package io.sluice.rollout.loop;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;

/**
 * Leases in the database: one replica at a time does a piece of work. A lease saves work and keeps
 * histories tidy; nothing becomes wrong when two replicas hold one for a moment, because each
 * transition also locks its rollout's row. Times are the database's own.
 */
@ApplicationScoped
public class LeaseStore {
  private static final String ACQUIRE =
      """
      INSERT INTO lease (name, holder, held_until)
      VALUES ($1, $2, now() + $3 * interval '1 millisecond')
      ON CONFLICT (name) DO UPDATE
      SET holder = excluded.holder, held_until = excluded.held_until
      WHERE lease.holder = excluded.holder OR lease.held_until < now()
      """;

  private final Pool pool;
  private final UUID holder = UUID.randomUUID();

  @Inject
  LeaseStore(Pool pool) {
    this.pool = pool;
  }

  /** True when this process now holds the lease for that long. */
  public Uni<Boolean> acquire(String name, Duration time) {
    return pool.preparedQuery(ACQUIRE)
        .execute(Tuple.of(name, holder, time.toMillis()))
        .map(rows -> rows.rowCount() == 1);
  }
}
