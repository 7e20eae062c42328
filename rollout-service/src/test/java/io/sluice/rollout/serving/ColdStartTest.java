package io.sluice.rollout.serving;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sluice.rollout.Prompts;
import io.sluice.rollout.Prompts.Version;
import io.sluice.rollout.desired.PromptNotice;
import io.sluice.rollout.rollout.Quarantined;
import io.sluice.rollout.serving.SnapshotSource.RouteSource;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import io.sluice.testkit.TestPlatform;
import io.sluice.testkit.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** A replica that starts with nothing but its disk: database, registry and review are all down. */
@QuarkusTest
@WithTestResource(ColdStartTest.OnlyADisk.class)
class ColdStartTest {
  private static final int CLOSED_PORT = 1;

  /** Settings that lead nowhere, and a snapshot as an earlier run left it. */
  public static class OnlyADisk extends TestPlatform {
    @Override
    public Map<String, String> start() {
      Map<String, String> settings = new HashMap<>(super.start());
      String nowhere = "://localhost:" + CLOSED_PORT + "/none";
      settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql" + nowhere);
      settings.put("quarkus.datasource.reactive.url", "postgresql" + nowhere);
      settings.put("sluice.registry.url", "http://localhost:" + CLOSED_PORT);
      settings.put("sluice.environments", "production,never-synchronised");
      try {
        new SnapshotFile(
                Path.of(settings.get("sluice.home")),
                JsonMapper.builder().findAndAddModules().build())
            .write(snapshot(), false);
        Path rollbacks =
            Files.createDirectories(Path.of(settings.get("sluice.home")).resolve("rollbacks"));
        Files.writeString(
            rollbacks.resolve("14.json"),
            """
            {"rollout": 14, "by": "olga", "reason": "Wrong", "at": "2026-03-01T10:00:00Z"}
            """);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return settings;
    }
  }

  private static final Version KEPT = Prompts.version("kept", 1);
  private static final Version DOCTORED = Prompts.version("doctored", 1);
  private static final Version GONE = Prompts.version("gone", 1);
  private static final Version STABLE = Prompts.version("taken-back", 1);
  private static final Version BEFORE = Prompts.version("urgent", 1);
  private static final Version BAD = Prompts.version("urgent", 2);
  private static final Version TAKEN_BACK = Prompts.version("taken-back", 2);

  private static final Version ORDERED_BEFORE = Prompts.version("ordered", 1);
  private static final Version ORDERED_BAD = Prompts.version("ordered", 2);

  private static SnapshotSource snapshot() {
    return new SnapshotSource(
        Set.of("production"),
        List.of(
            new RouteSource(0, 0, 0, key(KEPT), null),
            new RouteSource(0, 0, 0, key(DOCTORED), null),
            new RouteSource(0, 0, 0, key(GONE), null),
            new RouteSource(12, 2, 5_000, key(STABLE), key(TAKEN_BACK)),
            new RouteSource(13, 2, 5_000, key(BEFORE), key(BAD)),
            new RouteSource(14, 2, 5_000, key(ORDERED_BEFORE), key(ORDERED_BAD))),
        List.of(
            claim(KEPT),
            claim(DOCTORED.withContent(Prompts.content("doctored", "Never approved."))),
            claim(GONE),
            claim(STABLE),
            claim(TAKEN_BACK),
            claim(BEFORE),
            claim(BAD),
            claim(ORDERED_BEFORE),
            claim(ORDERED_BAD)),
        Set.of(
            new Quarantined("production", "taken-back", TAKEN_BACK.digest(), TAKEN_BACK.change()),
            new Quarantined("production", "nothing-left", TAKEN_BACK.digest(), 77)),
        List.of(
            new PromptNotice(
                "production",
                "gone",
                PromptNotice.State.ARCHIVED,
                "Nobody calls it.",
                null,
                Instant.parse("2026-03-01T10:00:00Z"))));
  }

  @Test
  void itIsReadyAndServesWhatItServedLast() {
    int management =
        ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
    given()
        .get("http://localhost:" + management + "/q/health/ready")
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"));
    given()
        .auth()
        .oauth2(TestTokens.app("mail-app"))
        .get("/v1/prompts/kept/active?subject=s")
        .then()
        .statusCode(200)
        .body("digest", equalTo(KEPT.digest()));
  }

  @Test
  void fileChangedByHandServesNothingUnapproved() {
    given()
        .auth()
        .oauth2(TestTokens.app("mail-app"))
        .get("/v1/prompts/doctored/active")
        .then()
        .statusCode(404);
    given()
        .auth()
        .oauth2(TestTokens.operator("olga"))
        .get("/v1/refusals")
        .then()
        .statusCode(200)
        .body("items[0].prompt", equalTo("doctored"))
        .body("items[0].source", equalTo("disk"));
  }

  @Test
  void archivedPromptStaysGone() {
    given()
        .auth()
        .oauth2(TestTokens.app("mail-app"))
        .get("/v1/prompts/gone/active")
        .then()
        .statusCode(410)
        .body("reason", equalTo("Nobody calls it."));
  }

  @Test
  void rolledBackVersionDoesNotReappearFromAnOlderRoute() {
    for (int i = 0; i < 100; i++) {
      given()
          .auth()
          .oauth2(TestTokens.app("mail-app"))
          .queryParam("subject", "s" + i)
          .get("/v1/prompts/taken-back/active")
          .then()
          .statusCode(200)
          .body("version", equalTo(1));
    }
  }

  /** The order got to the disk before the restart, and the snapshot without the version did not. */
  @Test
  void rollbackThatWasOrderedBeforeTheRestartHolds() {
    assertEquals(Set.of(1), versions("ordered"));
  }

  /** Nobody who sees a bad version being served is told to wait for a database. */
  @Test
  void rollbackTakesEffectAtOnceAndIsOnDiskBeforeTheAnswer() throws IOException {
    assertEquals(Set.of(1, 2), versions("urgent"));
    String body = "{\"reason\":\"It insults people\"}";
    rollBack(999_999, body).then().statusCode(503);

    rollBack(13, body)
        .then()
        .statusCode(202)
        .body("state", equalTo("rolling_back"))
        .body("detail", containsString("database is not reachable"));

    assertEquals(Set.of(1), versions("urgent"));
    rollBack(13, body).then().statusCode(202);
    Path home = Path.of(ConfigProvider.getConfig().getValue("sluice.home", String.class));
    String kept = Files.readString(home.resolve("rollbacks/13.json"));
    assertTrue(kept.contains("It insults people") && kept.contains("olga"), kept);
    for (String generation : List.of("current.json", "previous.json")) {
      String snapshot = Files.readString(home.resolve("snapshot").resolve(generation));
      assertTrue(snapshot.contains(quarantined(BAD)), generation);
    }
  }

  private static String quarantined(Version version) {
    return "\"prompt\":\"urgent\",\"digest\":\"" + version.digest() + "\"";
  }

  private static Response rollBack(long rollout, String body) {
    return given()
        .auth()
        .oauth2(TestTokens.operator("olga"))
        .contentType("application/json")
        .body(body)
        .post("/v1/rollouts/" + rollout + "/rollback");
  }

  private static Set<Integer> versions(String prompt) {
    Set<Integer> versions = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      versions.add(
          given()
              .auth()
              .oauth2(TestTokens.app("mail-app"))
              .queryParam("subject", "s" + i)
              .get("/v1/prompts/" + prompt + "/active")
              .then()
              .statusCode(200)
              .extract()
              .path("version"));
    }
    return versions;
  }

  @Test
  void promptWithNothingButARolledBackVersionLeavesAFlagWithItsDefault() {
    flag("nothing-left", "production")
        .then()
        .statusCode(200)
        .body("reason", equalTo("DISABLED"))
        .body("$", not(hasKey("value")))
        .body("metadata.quarantined", equalTo(true));
    flag("taken-back", "production")
        .then()
        .statusCode(200)
        .body("reason", equalTo("STATIC"))
        .body("metadata.version", equalTo(1));
  }

  @Test
  void environmentThatWasNeverReadIsToBeAskedForAgain() {
    given()
        .auth()
        .oauth2(TestTokens.app("mail-app"))
        .get("/v1/prompts/kept/active?environment=never-synchronised")
        .then()
        .statusCode(503)
        .header("Retry-After", "1")
        .contentType("application/problem+json");
    flag("kept", "never-synchronised")
        .then()
        .statusCode(503)
        .header("Retry-After", "1")
        .contentType("application/json")
        .body("key", equalTo("kept"))
        .body("errorCode", equalTo("GENERAL"));
  }

  private static Response flag(String prompt, String environment) {
    return given()
        .auth()
        .oauth2(TestTokens.app("mail-app"))
        .contentType("application/json")
        .body(Map.of("context", Map.of("targetingKey", "s", "environment", environment)))
        .post("/ofrep/v1/evaluate/flags/" + prompt);
  }

  @Test
  void outcomesAndRolloutsSayThatTheDatabaseIsDown() {
    String decision =
        given()
            .auth()
            .oauth2(TestTokens.app("mail-app"))
            .get("/v1/prompts/kept/active")
            .header("Sluice-Decision");
    var answer =
        given()
            .auth()
            .oauth2(TestTokens.app("mail-app"))
            .contentType("application/json")
            .body("{\"outcomes\":[{\"decision\":\"" + decision + "\",\"status\":\"ok\"}]}")
            .post("/v1/outcomes");
    answer.then().statusCode(503).contentType("application/problem+json");
    assertEquals("2", answer.header("Retry-After"));
    given()
        .auth()
        .oauth2(TestTokens.operator("olga"))
        .get("/v1/rollouts")
        .then()
        .statusCode(503)
        .contentType("application/problem+json");
  }

  private static VersionKey key(Version version) {
    return new VersionKey("production", version.prompt(), version.version(), version.change());
  }

  private static VersionClaim claim(Version version) {
    return new VersionClaim(
        key(version), version.digest(), version.content(), version.attestation());
  }
}
