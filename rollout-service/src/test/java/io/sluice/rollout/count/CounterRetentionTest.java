package io.sluice.rollout.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.rollout.Database;
import io.sluice.rollout.RegistryStandIn;
import io.sluice.testkit.TestPlatform;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class CounterRetentionTest {
  @Inject CounterRetention retention;

  private long rollout(String ended) throws Throwable {
    return Database.number(
        """
        INSERT INTO rollout (environment, prompt, candidate_version, candidate_digest,
            candidate_change, plan, evidence, state, stage, since, candidate_live, started_at,
            updated_at, ended_at)
        VALUES ('elsewhere', 'kept', 1, 'x', 1, '{}', '', 'superseded', 1, now(), false, now(),
            now(), %s) RETURNING number
        """
            .formatted(ended));
  }

  private void count(long rollout) throws Throwable {
    Database.number(
        """
        WITH bad AS (INSERT INTO bad_unit (rollout, metric, unit)
            VALUES (%1$d, 'error', gen_random_uuid()))
        INSERT INTO bucket_counter (rollout, metric, stage, second, arm, served)
        VALUES (%1$d, 'error', 1, 7, 'stable', 5) RETURNING served
        """
            .formatted(rollout));
  }

  private long rows(long rollout) throws Throwable {
    return Database.number(
        ("SELECT (SELECT count(*) FROM bucket_counter WHERE rollout = %1$d)"
                + " + (SELECT count(*) FROM bad_unit WHERE rollout = %1$d)")
            .formatted(rollout));
  }

  /** A bucket of a group that is in the evidence, or has something that is not. */
  private void folded(long rollout, String group, String second, int notYet) throws Throwable {
    Database.number(
        """
        INSERT INTO bucket_counter (rollout, metric, stage, second, arm, served, folded_served,
            fold_group)
        VALUES (%1$d, 'error', 1, %3$s, 'stable', 5, 5 - %4$d, %2$s) RETURNING served
        """
            .formatted(rollout, group, second, notYet));
  }

  private static String daysAgo(int days) {
    return "extract(epoch FROM now() - interval '%d days')::bigint".formatted(days);
  }

  private void tick(long rollout, int daysAgo, boolean decided) throws Throwable {
    Database.number(
        """
        INSERT INTO verdict_tick (rollout, at, rule, decided, content)
        VALUES (%d, now() - interval '%d days', 'x', %s, '{}') RETURNING id
        """
            .formatted(rollout, daysAgo, decided));
  }

  @Test
  void rolloutThatIsHeldForLongKeepsWhatCanStillChange() throws Throwable {
    long held = rollout("NULL");
    folded(held, daysAgo(30), daysAgo(30), 0);
    folded(held, daysAgo(30), daysAgo(29), 0);
    folded(held, daysAgo(20), daysAgo(20), 0);
    folded(held, daysAgo(20), daysAgo(19), 1);
    folded(held, daysAgo(10), daysAgo(10), 0);
    folded(held, daysAgo(10), daysAgo(6), 0);
    folded(held, "NULL", daysAgo(40), 5);
    tick(held, 20, true);
    tick(held, 20, false);
    tick(held, 19, false);
    long only = rollout("NULL");
    tick(only, 20, false);

    VertxContextSupport.subscribeAndAwait(retention::forget);

    String counters = "SELECT count(*) FROM bucket_counter WHERE rollout = " + held;
    assertEquals(5, Database.number(counters));
    assertEquals(0, Database.number(counters + " AND fold_group = " + daysAgo(30)));
    String ticks = "SELECT count(*) FROM verdict_tick WHERE rollout = ";
    assertEquals(2, Database.number(ticks + held));
    assertEquals(1, Database.number(ticks + held + " AND decided"));
    assertEquals(1, Database.number(ticks + only));
    Database.number("DELETE FROM bucket_counter WHERE rollout = " + held + " RETURNING 1");
    Database.number(
        "DELETE FROM verdict_tick WHERE rollout IN (" + held + "," + only + ") RETURNING 1");
    Database.number("DELETE FROM rollout WHERE number IN (" + held + "," + only + ") RETURNING 1");
  }

  @Test
  void whatNothingCanBeAddedToAnyMoreIsDeletedAndTheRestIsKept() throws Throwable {
    long old = rollout("now() - interval '8 days'");
    long recent = rollout("now() - interval '6 days'");
    long running = rollout("NULL");
    for (long rollout : new long[] {old, recent, running}) {
      count(rollout);
    }

    VertxContextSupport.subscribeAndAwait(retention::forget);

    assertEquals(0, rows(old));
    assertEquals(2, rows(recent));
    assertEquals(2, rows(running));
    assertEquals(1, Database.number("SELECT count(*) FROM rollout WHERE number = " + old));
    Database.number(
        "DELETE FROM bad_unit WHERE rollout IN (%d, %d) RETURNING 1".formatted(recent, running));
    Database.number(
        "DELETE FROM bucket_counter WHERE rollout IN (%d, %d) RETURNING 1"
            .formatted(recent, running));
    Database.number(
        "DELETE FROM rollout WHERE number IN (%d, %d, %d) RETURNING 1"
            .formatted(old, recent, running));
  }
}
