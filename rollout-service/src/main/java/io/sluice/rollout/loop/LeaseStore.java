package io.sluice.rollout.loop;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Leases in the database: one replica at a time does a piece of work. A lease saves work and keeps
 * histories tidy; nothing becomes wrong when two replicas hold one for a moment, because each
 * transition also locks its rollout's row. Times are the database's own.
 */
@ApplicationScoped
public class LeaseStore {
  // In one order, so that replicas that want the same ones wait for each other, never in a circle.
  private static final String ACQUIRE =
      """
      INSERT INTO lease (name, holder, held_until)
      SELECT name, $2, now() + $3 * interval '1 millisecond'
      FROM unnest($1::text[]) AS wanted (name) ORDER BY name
      ON CONFLICT (name) DO UPDATE
      SET holder = excluded.holder, held_until = excluded.held_until
      WHERE lease.holder = excluded.holder OR lease.held_until < now()
      RETURNING name
      """;

  private final Pool pool;
  private final UUID holder = UUID.randomUUID();

  @Inject
  LeaseStore(Pool pool) {
    this.pool = pool;
  }

  /** True when this process now holds the lease for that long. */
  public Uni<Boolean> acquire(String name, Duration time) {
    return acquireAll(List.of(name), time).map(held -> !held.isEmpty());
  }

  /** Those of the leases that this process now holds for that long. */
  public Uni<Set<String>> acquireAll(List<String> names, Duration time) {
    return names.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : pool.preparedQuery(ACQUIRE)
            .execute(Tuple.of(names.toArray(String[]::new), holder, time.toMillis()))
            .map(rows -> rows.stream().map(row -> row.getString(0)).collect(Collectors.toSet()));
  }
}
