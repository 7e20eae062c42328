package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.launcher.platform.TestMachine.Answer;
import io.sluice.launcher.platform.TestMachine.Ran;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.GitServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The demo with a real Git server as the home, which is switched off for a minute in the middle,
 * and once more while a rollback is decided. Takes some minutes, so it is run by its tag only.
 */
@Tag("outage")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GitOutageTest {
  private static final Duration OUTAGE = Duration.ofMinutes(1);
  private static final String PROMPT = "customer-email-classifier-quick";

  @TempDir static Path folder;
  private static GitServer server;
  private static TestMachine machine;

  @BeforeAll
  static void up() {
    assumeTrue(
        GitServer.isAvailable(), "needs nginx and fcgiwrap (apt-get install nginx-light fcgiwrap)");
    server = GitServer.start("sluice", "server-secret");
    machine =
        TestMachine.in(
            folder,
            Map.of(
                "SLUICE_GIT_REMOTE", server.url(),
                "SLUICE_GIT_REMOTE_USERNAME", "sluice",
                "SLUICE_GIT_REMOTE_PASSWORD", "server-secret",
                "SLUICE_GIT_REMOTE_EVERY", "2s"));
    Ran up = machine.sluice("up");
    assertEquals(0, up.exitCode(), up.output());
  }

  @AfterAll
  static void down() {
    if (machine != null) {
      machine.sluice("down");
    }
    if (server != null) {
      server.close();
    }
  }

  private static JsonNode remote() {
    Answer answer =
        machine.get(Service.REGISTRY, "/v1/git/remote", machine.token("olga", "operator"));
    assertEquals(200, answer.status(), answer.raw().body());
    return answer.body();
  }

  private static String state() {
    return remote().path("state").asString("");
  }

  /** State of the rollout of a version; null while there is none. */
  private static String rollout(int version) {
    Answer rollouts =
        machine.get(
            Service.ROLLOUT, "/v1/rollouts?prompt=" + PROMPT, machine.token("olga", "operator"));
    for (JsonNode rollout : rollouts.body().path("items")) {
      if (rollout.at("/candidate/version").asInt(0) == version) {
        return rollout.path("state").asString("");
      }
    }
    return null;
  }

  @Test
  @Order(1)
  void theDemoLosesNothingWhileTheServerIsGoneForAMinute() throws Exception {
    Thread outages =
        Thread.ofPlatform()
            .start(
                () -> {
                  until("v2 rolls out", () -> "rolling_out".equals(rollout(2)) ? true : null);
                  server.down();
                  pause(OUTAGE);
                  server.up();
                  until("v3 rolls out", () -> "rolling_out".equals(rollout(3)) ? true : null);
                  server.down();
                  until(
                      "v3 going back",
                      () -> {
                        String state = rollout(3);
                        return state != null
                                && state.startsWith("roll")
                                && !state.equals("rolling_out")
                            ? true
                            : null;
                      });
                  pause(Duration.ofSeconds(5));
                  server.up();
                });

    Ran demo = machine.sluice("demo", "--quick");

    outages.join();
    assertEquals(0, demo.exitCode(), demo.output());
    System.out.println(demo.output());
    until("in sync", () -> state().equals("in-sync") ? true : null);
    GitClient here = machine.cloneAs("ana");
    String log = here.must("log", "--first-parent", "--format=%H %s", "origin/main").strip();
    assertEquals(log, server.git("log", "--first-parent", "--format=%H %s", "refs/heads/main"));
    List<String> subjects = log.lines().map(line -> line.substring(41)).toList();
    assertEquals(5, subjects.size(), log);
    assertEquals("Roll back " + PROMPT + " in production: v3 -> v2", subjects.getFirst());
    System.out.println(String.join("\n", subjects));
    for (String line : log.lines().filter(l -> l.contains("Merge change")).toList()) {
      String attestation = server.git("notes", "--ref=attestations", "show", line.substring(0, 40));
      assertTrue(
          attestation.contains("application/vnd.in-toto+json"), "an attestation for " + line);
    }
  }

  @Test
  @Order(2)
  void aPushToMainAtTheServerIsHeldAndReported() {
    String accepted = server.git("rev-parse", "refs/heads/main");
    String tree = server.git("rev-parse", "refs/heads/main^{tree}");
    String foreign =
        server.git(
            "-c",
            "user.name=bob",
            "-c",
            "user.email=bob@example.com",
            "commit-tree",
            "-p",
            accepted,
            "-m",
            "Past review",
            tree);
    server.git("update-ref", "refs/heads/main", foreign);

    until("held", () -> state().equals("foreign") ? true : null);

    assertEquals(accepted, remote().path("accepted").asString(""));
    assertEquals(1, remote().at("/foreign/count").asInt(0));
    Answer reverted =
        machine.post(
            Service.REGISTRY,
            "/v1/git/foreign/revert",
            machine.token("olga", "operator"),
            "{\"reason\": \"Not reviewed\"}");
    assertEquals(200, reverted.status(), reverted.raw().body());
    assertTrue(server.git("log", "-1", "--format=%P", "refs/heads/main").endsWith(foreign));
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
