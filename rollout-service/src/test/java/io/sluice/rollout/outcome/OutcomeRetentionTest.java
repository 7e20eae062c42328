package io.sluice.rollout.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.rollout.Database;
import io.sluice.rollout.RegistryStandIn;
import io.sluice.testkit.TestPlatform;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class OutcomeRetentionTest {
  /** More than are deleted by one statement. */
  private static final int MANY = 25_000;

  @Inject OutcomeRetention retention;

  private void report(int number, String age) throws Throwable {
    Database.number(
        """
        WITH reported AS (
          INSERT INTO outcome (decision, environment, prompt, version, rollout, arm, app, served_at)
          SELECT gen_random_uuid(), 'elsewhere', 'kept', 1, 0, 'stable', 'app', now() - interval '%s'
          FROM generate_series(1, %d) RETURNING 1)
        SELECT count(*) FROM reported
        """
            .formatted(age, number));
  }

  private static long left() throws SQLException {
    return Database.number("SELECT count(*) FROM outcome WHERE environment = 'elsewhere'");
  }

  @Test
  void howeverManyAreTooOldAllOfThemAreForgotten() throws Throwable {
    report(MANY, "8 days");
    report(3, "7 days"); // refused by now, and within the slack

    VertxContextSupport.subscribeAndAwait(retention::forget);

    // The service's own turn may have taken some of them at the same time.
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> left() <= 3);
    assertEquals(3, left());
    Database.number(
        "WITH gone AS (DELETE FROM outcome WHERE environment = 'elsewhere' RETURNING 1)"
            + " SELECT count(*) FROM gone");
  }
}
