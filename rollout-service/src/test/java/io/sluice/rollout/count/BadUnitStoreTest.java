package io.sluice.rollout.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.rollout.Database;
import io.sluice.rollout.RegistryStandIn;
import io.sluice.rollout.count.BadUnitStore.BadUnit;
import io.sluice.rollout.rollout.UnfinishedRollouts;
import io.sluice.testkit.TestPlatform;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class BadUnitStoreTest {
  /** More than two pages, and no whole number of them. */
  private static final int MANY = 23_456;

  @Inject BadUnitStore store;
  @Inject UnfinishedRollouts unfinished;

  private long rollout(String state) throws Throwable {
    return Database.number(
        """
        INSERT INTO rollout (environment, prompt, candidate_version, candidate_digest,
            candidate_change, plan, evidence, state, stage, since, candidate_live, started_at,
            updated_at, ended_at)
        VALUES ('elsewhere', '%1$s', 1, 'x', 1, '{}', '', '%1$s', 1, now(), false, now(),
            now(), now()) RETURNING number
        """
            .formatted(state));
  }

  private void fail(long rollout, int subjects, String age) throws Throwable {
    Database.number(
        """
        WITH bad AS (
          INSERT INTO bad_unit (rollout, metric, unit, at)
          SELECT %d, 'latency', gen_random_uuid(), now() - interval '%s' FROM generate_series(1, %d)
          RETURNING 1)
        SELECT count(*) FROM bad
        """
            .formatted(rollout, age, subjects));
  }

  private List<BadUnit> read(Duration within) throws Throwable {
    List<BadUnit> read = new ArrayList<>();
    VertxContextSupport.subscribeAndAwait(() -> store.each(within, read::add));
    return read;
  }

  @Test
  void allOfARunningRolloutAreReadAndNoneTwice() throws Throwable {
    long running = rollout("superseded");
    long over = rollout("archived");
    fail(running, MANY, "1 hour");
    fail(running, 7, "1 second");
    fail(over, 5, "1 second");
    Database.number(
        "UPDATE rollout SET state = 'watching' WHERE number = %d RETURNING 1".formatted(running));
    try {
      List<BadUnit> all =
          read(Duration.ofHours(2)).stream().filter(b -> b.rollout() == running).toList();
      assertEquals(MANY + 7, all.size());
      assertEquals(MANY + 7, new HashSet<>(all).size());
      assertEquals(
          7, read(Duration.ofMinutes(5)).stream().filter(b -> b.rollout() == running).count());
      List<Long> numbers = VertxContextSupport.subscribeAndAwait(unfinished::judged);
      assertTrue(numbers.contains(running));
      assertFalse(numbers.contains(over));
    } finally {
      Database.number(
          "UPDATE rollout SET state = 'superseded' WHERE number = %d RETURNING 1"
              .formatted(running));
    }
  }
}
