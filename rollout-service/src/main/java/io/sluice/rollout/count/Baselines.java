package io.sluice.rollout.count;

import io.sluice.rollout.verdict.Baseline;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Frozen baselines of rollouts. They never change, so each is read from the database once by every
 * process.
 */
@ApplicationScoped
public class Baselines {
  private static final int MAX_KNOWN = 10_000;

  private static final String READ =
      """
      SELECT number, baseline_latency_ms, baseline_cost_usd, baseline_latency_calls,
          baseline_cost_calls
      FROM rollout WHERE number = ANY($1)
      """;

  private final Map<Long, Baseline> known = new ConcurrentHashMap<>();
  private final Pool pool;

  @Inject
  Baselines(Pool pool) {
    this.pool = pool;
  }

  /** The baseline of each of these rollouts; {@link Baseline#NONE} for one that does not exist. */
  public Uni<Map<Long, Baseline>> of(Collection<Long> rollouts) {
    List<Long> unknown = rollouts.stream().distinct().filter(r -> !known.containsKey(r)).toList();
    return unknown.isEmpty()
        ? Uni.createFrom().item(() -> pick(rollouts))
        : read(unknown).map(ignored -> pick(rollouts));
  }

  private Map<Long, Baseline> pick(Collection<Long> rollouts) {
    Map<Long, Baseline> picked = new HashMap<>();
    rollouts.forEach(rollout -> picked.put(rollout, known.getOrDefault(rollout, Baseline.NONE)));
    return picked;
  }

  private Uni<Void> read(List<Long> numbers) {
    return pool.preparedQuery(READ)
        .execute(Tuple.tuple().addArrayOfLong(numbers.toArray(Long[]::new)))
        .invoke(
            rows -> {
              if (known.size() > MAX_KNOWN) {
                known.clear();
              }
              for (Row row : rows) {
                known.put(
                    row.getLong(0),
                    new Baseline(
                        row.getDouble(1), row.getDouble(2), row.getLong(3), row.getLong(4)));
              }
            })
        .replaceWithVoid();
  }
}
