package io.sluice.rollout;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.testkit.TestPlatform;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is decided about a rollout is not undone by a new version that comes at the same moment. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class ConcurrentDecisionTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String PROMPT = "at-once";

  private final RegistryStandIn registry = RegistryStandIn.get();
  private final App app = new App("mail-app");

  @Test
  void rollbackThatCommitsWhileANewVersionArrivesStays() throws SQLException {
    registry.promote(Prompts.version(PROMPT, 1), Prompts.plan("1h"));
    await().atMost(DEADLINE).until(() -> app.versionFor(PROMPT, "s") == 1);
    registry.promote(Prompts.version(PROMPT, 2), Prompts.plan("1h"));
    int rollout = app.awaitRollout(PROMPT, 2, "rolling_out");
    // Nothing reverts in Git meanwhile, so the new version stays the wanted one.
    registry.refuseRollbacks(PROMPT, 503);

    try (Connection other = Database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "UPDATE rollout SET state = 'rolling_back', reason = 'Wrong' WHERE number = " + rollout);
      registry.promote(Prompts.version(PROMPT, 3), Prompts.plan("1h"));
      await().atMost(DEADLINE).until(() -> converging() > 0);
      other.commit();
    }
    await().atMost(DEADLINE).until(() -> converging() == 0);

    // A wanted version that is another one ends the rollback in Git; nothing supersedes it.
    String state = Database.texts("SELECT state FROM rollout WHERE number = " + rollout).getFirst();
    assertTrue(Set.of("rolling_back", "rolled_back").contains(state), state);
    assertEquals(
        0,
        Database.number(
            "SELECT count(*) FROM rollout WHERE prompt = '%s' AND stable_version = 2"
                .formatted(PROMPT)));
  }

  /** A convergence holds its prompt's lock for as long as its transaction. */
  private static long converging() throws SQLException {
    return Database.number(
        """
        SELECT count(*) FROM pg_locks waiting JOIN pg_locks held USING (pid)
        WHERE held.locktype = 'advisory' AND held.granted AND NOT waiting.granted
        """);
  }
}
