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
