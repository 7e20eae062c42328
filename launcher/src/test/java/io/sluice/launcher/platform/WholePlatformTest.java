package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.platform.TestMachine.Answer;
import io.sluice.launcher.platform.TestMachine.Ran;
import io.sluice.testkit.GitClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The whole platform as its users meet it: real processes, the real {@code git}, real HTTP. The
 * tests share one platform.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholePlatformTest {
  @TempDir static Path folder;
  private static TestMachine machine;
  private static People people;

  @BeforeAll
  static void up() {
    machine = TestMachine.in(folder);
    Ran up = machine.sluice("up");
    assertEquals(0, up.exitCode(), up.output());
    people = new People(machine);
  }

  @AfterAll
  static void down() {
    List<Long> pids =
        machine.platform.services().stream()
            .flatMap(service -> service.find().stream())
            .map(ProcessHandle::pid)
            .toList();
    Ran down = machine.sluice("down");
    assertEquals(0, down.exitCode(), down.output());
    assertEquals(3, pids.size());
    pids.forEach(pid -> assertTrue(ProcessHandle.of(pid).isEmpty(), "still runs: " + pid));
    assertTrue(machine.platform.postgres().find().isEmpty());
  }

  @Test
  @Order(1)
  void aPushIsApprovedMergedAndServed() {
    people.land("greeting", "Greet politely:");

    assertEquals(
        "Greet politely: {{email}}", until("greeting served", () -> people.servedText("greeting")));
    people.ana.must("fetch", "-q", "origin");
    String log = people.ana.must("log", "-1", "--format=%B", "origin/main");
    assertTrue(log.contains("Prompt-Version: greeting@1 sha256:"), log);
    assertTrue(log.contains("Approved-by: omar"), log);
  }

  @Test
  @Order(2)
  void theAuthorCannotApproveAndALaterPushUndoesAnApproval() {
    JsonNode first = people.push("four-eyes", "First");

    Answer own = people.act(first, "approvals", machine.token("ana", "reviewer"));
    assertEquals(422, own.status(), own.raw().body());
    assertEquals("/problems/self-approval", own.body().path("type").asString(""));
    Answer asEngineer = people.act(first, "approvals", machine.token("ana", "engineer"));
    assertEquals(403, asEngineer.status(), asEngineer.raw().body());
    assertTrue(
        asEngineer.body().path("detail").asString("").contains("'reviewer'"),
        asEngineer.raw().body());

    String omar = people.omar();
    assertEquals(201, people.act(first, "approvals", omar).status());
    people.ana.write(
        "prompts/four-eyes/prompt.yaml", People.entry("four-eyes", "After the approval"));
    GitClient.Result pushed = people.ana.pushChange("four-eyes", "Second");
    assertEquals(0, pushed.exitCode(), pushed.output());
    JsonNode second = people.change("/v1/changes/" + first.path("number").asInt());
    assertNotEquals(first.path("digest"), second.path("digest"));
    assertFalse(second.path("mergeable").asBoolean(), second.toString());
    Answer merge = people.act(second, "merge", omar);
    assertEquals(422, merge.status(), merge.raw().body());
    assertEquals(412, people.act(first, "approvals", omar).status());
  }

  /** What only the other two services know is in the change that a reviewer reads. */
  @Test
  @Order(2)
  void aReviewerSeesWhoUsesAPromptAndWhatTheChecklistSays() {
    JsonNode opened = people.push("greeting", "Greet warmly:");
    String path = "/v1/changes/" + opened.path("number").asInt();

    JsonNode items = opened.at("/checklist/0/items");
    assertEquals(14, items.size());
    assertTrue(reason(items, "registry-entry").contains("limits.latencyMs"), opened.toString());
    assertTrue(
        reason(items, "rollback-plan").contains("version 1, which omar approved in change"),
        opened.toString());
    assertTrue(reason(items, "test-suite").contains("no case"), opened.toString());
    assertEquals(
        "shop",
        until(
            "the app in the plan",
            () -> {
              String app =
                  people.change(path + "/plan").at("/versions/0/use/apps/0/app").asString("");
              return app.isEmpty() ? null : app;
            }));
    assertTrue(people.change(path).path("plan").toString().contains("1 app fetched it (shop)"));
  }

  private static String reason(JsonNode items, String name) {
    for (JsonNode item : items) {
      if (item.path("item").asString("").equals(name)) {
        return item.path("reason").asString("");
      }
    }
    throw new AssertionError("No item " + name);
  }

  @Test
  @Order(3)
  void mainAndBrokenFilesAreRefusedByThePushItself() {
    people
        .ana
        .branchFromMain("broken")
        .write("prompts/broken/prompt.yaml", "apiVersion: [sluice/v1\n");

    GitClient.Result broken = people.ana.pushChange("broken", "Broken");
    GitClient.Result main = people.ana.run("push", "origin", "HEAD:refs/heads/main");

    assertNotEquals(0, broken.exitCode());
    assertTrue(broken.output().contains("prompts/broken/prompt.yaml:2:1"), broken.output());
    assertNotEquals(0, main.exitCode());
    assertTrue(main.output().contains("[branch-name]"), main.output());
  }

  @Test
  @Order(4)
  void postgresKeepsWhatItAcknowledged() {
    assertEquals(List.of("on"), machine.sql("rollout", "SHOW fsync"));
    assertEquals(List.of("on"), machine.sql("rollout", "SHOW synchronous_commit"));
    assertEquals(List.of("on"), machine.sql("rollout", "SHOW full_page_writes"));
  }

  @Test
  @Order(5)
  void aRowChangedByHandIsNotServed() {
    people.land("tampered", "The approved text");
    assertEquals(
        "The approved text {{email}}", until("served", () -> people.servedText("tampered")));

    assertEquals(
        List.of("1"),
        machine.sql(
            "rollout",
            "UPDATE approved_version SET content = replace(content, 'approved', 'forged')"
                + " WHERE prompt = 'tampered'"));
    machine.sql("rollout", "UPDATE traffic_revision SET revision = revision + 1");
    machine.kill(Service.ROLLOUT);
    assertEquals(0, machine.sluice("up").exitCode());

    assertEquals(
        "The approved text {{email}}", until("served", () -> people.servedText("tampered")));
  }

  /**
   * Without approval, by somebody whom main's policy lets; loud, and gone when nobody reviews it.
   */
  @Test
  @Order(5)
  void aBrokenGlassLandsAtOnceAndIsRolledBackWithoutReview() {
    people.land("emergency", "Before");
    until("served", () -> people.servedText("emergency"));
    people.merge(
        people.push(
            "policy",
            "Emergencies",
            Map.of(
                "sluice.yaml",
                """
                apiVersion: sluice/v1
                environments:
                  production: {approvals: 1, breakGlass: any}
                """)));
    JsonNode change = people.push("emergency", "In a hurry");
    String path = "/v1/changes/" + change.path("number").asInt();
    String body =
        "{\"digest\": \"%s\", \"reason\": \"Checkout is down since nine\"}"
            .formatted(change.path("digest").asString(""));

    Answer broken = machine.post(Service.REVIEW, path + "/break-glass", people.olga(), body);

    assertEquals(200, broken.status(), broken.raw().body());
    people.ana.must("fetch", "-q", "origin");
    String log = people.ana.must("log", "-1", "--format=%B", "origin/main");
    assertTrue(log.contains("olga broke the glass. Checkout is down since nine"), log);
    assertTrue(log.contains("Break-Glass: olga"), log);
    Ran verified = machine.sluice("verify", "emergency@2");
    assertEquals(0, verified.exitCode(), verified.output());
    assertTrue(verified.output().contains("olga broke the glass"), verified.output());
    until("the candidate in traffic", () -> people.split("emergency"));

    machine.sql(
        "review",
        "UPDATE broken_glass SET due_at = now() WHERE change_number = "
            + change.path("number").asInt());

    until(
        "rolled back",
        () ->
            people.change(path).at("/breakGlass/state").asString("").equals("rolled-back")
                ? true
                : null);
    people.ana.must("fetch", "-q", "origin");
    String back = people.ana.must("log", "-1", "--format=%B", "origin/main");
    assertTrue(back.contains("Roll back emergency in production: v2 -> v1"), back);
    assertTrue(back.contains("landed by breaking the glass"), back);
    assertEquals("Before {{email}}", people.servedText("emergency"));
  }
}
