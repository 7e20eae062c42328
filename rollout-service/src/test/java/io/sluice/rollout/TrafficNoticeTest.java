package io.sluice.rollout;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.testkit.TestPlatform;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Every replica hears of a decision when it commits. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class TrafficNoticeTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int WAIT_MS = 10_000;
  private static final String LISTENING =
      "SELECT count(*) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%sluice_traffic%'";

  @Test
  void theServiceListensAndGoesOnListeningAfterItsConnectionBroke() throws SQLException {
    await().atMost(DEADLINE).until(() -> Database.number(LISTENING) == 1);

    Database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE query ILIKE 'LISTEN%sluice_traffic%'");

    await().atMost(DEADLINE).until(() -> Database.number(LISTENING) == 1);
  }

  /** As after a failover to a server that had not got everything, or from a backup. */
  @Test
  void aDatabaseThatWentBackIsFollowed() throws SQLException {
    RegistryStandIn registry = RegistryStandIn.get();
    App app = new App("mail-app");
    registry.promote(Prompts.version("went-back", 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor("went-back", "s") == 1);

    Database.execute("UPDATE traffic_revision SET revision = revision - 100000");

    registry.promote(Prompts.version("went-back-later", 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor("went-back-later", "s") == 1);
  }

  @Test
  void aChangeOfTrafficIsToldWhenItCommits() throws SQLException {
    try (Connection listener = Database.connect();
        Statement statement = listener.createStatement()) {
      statement.execute("LISTEN sluice_traffic");

      Database.execute("UPDATE traffic_revision SET revision = revision + 1");

      PGNotification[] heard = listener.unwrap(PGConnection.class).getNotifications(WAIT_MS);
      assertEquals("sluice_traffic", heard[0].getName());
    }
  }
}
