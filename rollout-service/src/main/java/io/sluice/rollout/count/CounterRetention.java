package io.sluice.rollout.count;

import io.quarkus.runtime.StartupEvent;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.rollout.loop.OldRows;
import io.sluice.rollout.loop.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Deletes what rollouts were counted from once nothing can be added to it any more: an outcome of a
 * decision that old is refused. Of a rollout that is held for long these are groups of buckets that
 * are in the evidence as a whole. Evidence and every look that decided anything stay, so a verdict
 * can be explained and replayed for ever.
 */
@ApplicationScoped
public class CounterRetention {
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Duration SLACK = Duration.ofHours(1);

  private static final Map<String, String> FORGET =
      Map.of(
          "bucket_counter",
          """
          DELETE FROM bucket_counter WHERE ctid = ANY (ARRAY(
            SELECT c.ctid FROM rollout r JOIN bucket_counter c ON c.rollout = r.number
            WHERE r.ended_at < $1 LIMIT $2))
          """,
          "bucket_counter of running rollouts",
          """
          DELETE FROM bucket_counter WHERE ctid = ANY (ARRAY(
            SELECT c.ctid FROM rollout r JOIN bucket_counter c ON c.rollout = r.number
            WHERE r.ended_at IS NULL AND c.fold_group < extract(epoch FROM $1::timestamptz)::bigint
              AND NOT EXISTS (
                SELECT 1 FROM bucket_counter m
                WHERE m.rollout = c.rollout AND m.fold_group = c.fold_group
                  AND (m.second >= extract(epoch FROM $1::timestamptz)::bigint
                    OR m.served > m.folded_served OR m.bad > m.folded_bad
                    OR m.bad_events > m.folded_bad_events OR m.reported > m.folded_reported))
            LIMIT $2))
          """,
          "verdict_tick",
          """
          DELETE FROM verdict_tick WHERE ctid = ANY (ARRAY(
            SELECT t.ctid FROM verdict_tick t
            WHERE t.at < $1 AND NOT t.decided AND EXISTS (
              SELECT 1 FROM verdict_tick n WHERE n.rollout = t.rollout AND n.id > t.id)
            LIMIT $2))
          """,
          "bad_unit",
          """
          DELETE FROM bad_unit WHERE ctid = ANY (ARRAY(
            SELECT b.ctid FROM rollout r JOIN bad_unit b ON b.rollout = r.number
            WHERE r.ended_at < $1 LIMIT $2))
          """,
          "counter_batch",
          """
          DELETE FROM counter_batch WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM counter_batch WHERE at < $1 LIMIT $2))
          """);

  private final OldRows rows;
  private final Ticker ticker;
  private final Clock clock;
  private final Duration maxAge;

  @Inject
  CounterRetention(
      OldRows rows,
      Ticker ticker,
      Clock clock,
      @ConfigProperty(name = "sluice.outcome.max-age") Duration maxAge) {
    this.rows = rows;
    this.ticker = ticker;
    this.clock = clock;
    this.maxAge = maxAge;
  }

  void start(@Observes StartupEvent event) {
    ticker.every(EVERY, this::forget);
  }

  Uni<Void> forget() {
    Instant before = clock.instant().minus(maxAge).minus(SLACK);
    return InTurn.each(
        FORGET.entrySet(), forget -> rows.delete(forget.getKey(), forget.getValue(), before));
  }
}
