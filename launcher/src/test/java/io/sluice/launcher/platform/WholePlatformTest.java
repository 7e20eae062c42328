package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.platform.TestMachine.Answer;
import io.sluice.launcher.platform.TestMachine.Clone;
import io.sluice.launcher.platform.TestMachine.Ran;
import io.sluice.testkit.ModelStub;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
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
 * tests share one platform; those that break it come last, and leave it running.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholePlatformTest {
  @TempDir static Path folder;
  private static TestMachine machine;
  private static ModelStub models;

  @BeforeAll
  static void up() {
    models = ModelStub.start();
    machine = TestMachine.in(folder, EvaluationKill.settings(models));
    Ran up = machine.sluice("up");
    assertEquals(0, up.exitCode(), up.output());
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
    models.close();
  }

  static String entry(String id, String text) {
    return """
        apiVersion: sluice/v1
        id: %s
        owner: omar@example.com
        team: customer-success
        purpose: A test
        model: stand-in
        inputs:
          email: {type: string, required: true}
        messages:
          - role: user
            content: "%s {{email}}"
        """
        .formatted(id, text);
  }

  /** Pushes a version as Ana; the change as Omar sees it. */
  private static JsonNode push(Clone ana, String id, String text) {
    return push(ana, id, "prompts/" + id + "/prompt.yaml", text, entry(id, text));
  }

  private static JsonNode push(
      Clone ana, String branch, String path, String title, String content) {
    ana.fromMain(branch).write(path, content);
    Ran pushed = ana.pushChange(branch, title);
    assertEquals(0, pushed.exitCode(), pushed.output());
    String printed = pushed.output().replaceFirst("(?s).*(/v1/changes/[0-9]+).*", "$1");
    assertTrue(printed.matches("/v1/changes/[0-9]+"), pushed.output());
    return change(printed);
  }

  private static JsonNode change(String path) {
    Answer answer = machine.get(Service.REVIEW, path, machine.token("omar", "reviewer"));
    assertEquals(200, answer.status(), answer.raw().body());
    return answer.body();
  }

  private static Answer act(JsonNode change, String action, String token) {
    return machine.post(
        Service.REVIEW,
        "/v1/changes/" + change.path("number").asInt() + "/" + action,
        token,
        "{\"digest\": \"" + change.path("digest").asString("") + "\"}");
  }

  /** A version on main and served to everybody. */
  private static void land(Clone ana, String id, String text) {
    merge(push(ana, id, text));
  }

  private static void merge(JsonNode change) {
    String omar = machine.token("omar", "reviewer");
    assertEquals(201, act(change, "approvals", omar).status());
    Answer merged = act(change, "merge", omar);
    assertEquals(200, merged.status(), merged.raw().body());
  }

  private static Answer active(String id, String subject) {
    return machine.get(
        Service.ROLLOUT,
        "/v1/prompts/" + id + "/active?environment=production&subject=" + subject,
        machine.token("shop", "app"));
  }

  private static String servedText(String id) {
    Answer answer = active(id, "one");
    assertEquals(200, answer.status(), answer.raw().body());
    return answer.body().path("messages").path(0).path("content").asString("");
  }

  @Test
  @Order(1)
  void aPushIsApprovedMergedAndServed() {
    Clone ana = machine.cloneAs("ana");

    land(ana, "greeting", "Greet politely:");

    assertEquals(
        "Greet politely: {{email}}", until("greeting served", () -> servedText("greeting")));
    ana.must("fetch", "-q", "origin");
    String log = ana.must("log", "-1", "--format=%B", "origin/main");
    assertTrue(log.contains("Prompt-Version: greeting@1 sha256:"), log);
    assertTrue(log.contains("Approved-by: omar"), log);
  }

  @Test
  @Order(2)
  void theAuthorCannotApproveAndALaterPushUndoesAnApproval() {
    Clone ana = machine.cloneAs("ana");
    JsonNode first = push(ana, "four-eyes", "First");

    Answer own = act(first, "approvals", machine.token("ana", "reviewer"));
    assertEquals(422, own.status(), own.raw().body());
    assertEquals("/problems/self-approval", own.body().path("type").asString(""));
    Answer asEngineer = act(first, "approvals", machine.token("ana", "engineer"));
    assertEquals(403, asEngineer.status(), asEngineer.raw().body());
    assertTrue(
        asEngineer.body().path("detail").asString("").contains("'reviewer'"),
        asEngineer.raw().body());

    String omar = machine.token("omar", "reviewer");
    assertEquals(201, act(first, "approvals", omar).status());
    ana.write("prompts/four-eyes/prompt.yaml", entry("four-eyes", "After the approval"));
    Ran pushed = ana.pushChange("four-eyes", "Second");
    assertEquals(0, pushed.exitCode(), pushed.output());
    JsonNode second = change("/v1/changes/" + first.path("number").asInt());
    assertNotEquals(first.path("digest"), second.path("digest"));
    assertFalse(second.path("mergeable").asBoolean(), second.toString());
    Answer merge = act(second, "merge", omar);
    assertEquals(422, merge.status(), merge.raw().body());
    assertEquals(412, act(first, "approvals", omar).status());
  }

  /** What only the other two services know is in the change that a reviewer reads. */
  @Test
  @Order(2)
  void aReviewerSeesWhoUsesAPromptAndWhatTheChecklistSays() {
    Clone ana = machine.cloneAs("ana");
    JsonNode opened = push(ana, "greeting", "Greet warmly:");
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
              String app = change(path + "/plan").at("/versions/0/use/apps/0/app").asString("");
              return app.isEmpty() ? null : app;
            }));
    assertTrue(change(path).path("plan").toString().contains("1 app fetched it (shop)"));
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
    Clone ana = machine.cloneAs("ana");
    ana.fromMain("broken").write("prompts/broken/prompt.yaml", "apiVersion: [sluice/v1\n");

    Ran broken = ana.pushChange("broken", "Broken");
    Ran main = ana.git("push", "origin", "HEAD:refs/heads/main");

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
    Clone ana = machine.cloneAs("ana");
    land(ana, "tampered", "The approved text");
    assertEquals("The approved text {{email}}", until("served", () -> servedText("tampered")));

    assertEquals(
        List.of("1"),
        machine.sql(
            "rollout",
            "UPDATE approved_version SET content = replace(content, 'approved', 'forged')"
                + " WHERE prompt = 'tampered'"));
    machine.sql("rollout", "UPDATE traffic_revision SET revision = revision + 1");
    machine.kill(Service.ROLLOUT);
    assertEquals(0, machine.sluice("up").exitCode());

    assertEquals("The approved text {{email}}", until("served", () -> servedText("tampered")));
  }

  /**
   * Without approval, by somebody whom main's policy lets; loud, and gone when nobody reviews it.
   */
  @Test
  @Order(5)
  void aBrokenGlassLandsAtOnceAndIsRolledBackWithoutReview() {
    Clone ana = machine.cloneAs("ana");
    land(ana, "emergency", "Before");
    until("served", () -> servedText("emergency"));
    merge(
        push(
            ana,
            "policy",
            "sluice.yaml",
            "Emergencies",
            """
            apiVersion: sluice/v1
            environments:
              production: {approvals: 1, breakGlass: any}
            """));
    JsonNode change = push(ana, "emergency", "In a hurry");
    String path = "/v1/changes/" + change.path("number").asInt();
    String body =
        "{\"digest\": \"%s\", \"reason\": \"Checkout is down since nine\"}"
            .formatted(change.path("digest").asString(""));

    Answer broken =
        machine.post(
            Service.REVIEW, path + "/break-glass", machine.token("olga", "operator"), body);

    assertEquals(200, broken.status(), broken.raw().body());
    ana.must("fetch", "-q", "origin");
    String log = ana.must("log", "-1", "--format=%B", "origin/main");
    assertTrue(log.contains("olga broke the glass. Checkout is down since nine"), log);
    assertTrue(log.contains("Break-Glass: olga"), log);
    Ran verified = machine.sluice("verify", "emergency@2");
    assertEquals(0, verified.exitCode(), verified.output());
    assertTrue(verified.output().contains("olga broke the glass"), verified.output());
    until("the candidate in traffic", () -> split("emergency"));

    machine.sql(
        "review",
        "UPDATE broken_glass SET due_at = now() WHERE change_number = "
            + change.path("number").asInt());

    until(
        "rolled back",
        () ->
            change(path).at("/breakGlass/state").asString("").equals("rolled-back") ? true : null);
    ana.must("fetch", "-q", "origin");
    String back = ana.must("log", "-1", "--format=%B", "origin/main");
    assertTrue(back.contains("Roll back emergency in production: v2 -> v1"), back);
    assertTrue(back.contains("landed by breaking the glass"), back);
    assertEquals("Before {{email}}", servedText("emergency"));
  }

  @Test
  @Order(6)
  void whateverIsKilledComesBackAsItWas() {
    Clone ana = machine.cloneAs("ana");
    land(ana, "survivor", "First");
    until("served", () -> servedText("survivor"));
    land(ana, "survivor", "Second");
    until("the candidate in traffic", () -> split("survivor"));
    Map<String, Integer> before = split("survivor");

    for (Service service : Service.all()) {
      machine.kill(service);
      Ran up = machine.sluice("up");
      assertEquals(0, up.exitCode(), up.output());
    }

    assertEquals(before, split("survivor"), "the same subjects get the same versions");
    Ran everything = machine.sluice("down");
    assertEquals(0, everything.exitCode(), everything.output());
    assertEquals(0, machine.sluice("up").exitCode());
    assertEquals(before, split("survivor"));
    assertEquals("Greet politely: {{email}}", servedText("greeting"));
  }

  /** Which version each of a hundred subjects gets; null while all of them get the same. */
  private static Map<String, Integer> split(String id) {
    Map<String, Integer> versions = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      versions.put("subject-" + i, active(id, "subject-" + i).body().path("version").asInt());
    }
    return versions.values().stream().distinct().count() < 2 ? null : versions;
  }

  /**
   * Decided while the database is down: in traffic at once, in database and Git when it is back.
   */
  @Test
  @Order(7)
  void aRollbackWithoutTheDatabaseIsNotForgottenByARestart() throws Exception {
    Clone ana = machine.cloneAs("ana");
    land(ana, "urgent", "Before");
    until("served", () -> servedText("urgent"));
    land(ana, "urgent", "Insults");
    until("the candidate in traffic", () -> split("urgent"));
    String olga = machine.token("olga", "operator");
    long rollout =
        machine
            .get(Service.ROLLOUT, "/v1/rollouts?prompt=urgent&state=rolling_out", olga)
            .body()
            .at("/items/0/number")
            .asLong();
    machine.platform.postgres().stop();

    Answer taken =
        machine.post(
            Service.ROLLOUT,
            "/v1/rollouts/" + rollout + "/rollback",
            olga,
            "{\"reason\": \"It insults people\"}");

    assertEquals(202, taken.status(), taken.raw().body());
    assertNull(split("urgent"), "everybody gets the same version");
    assertEquals("Before {{email}}", servedText("urgent"));
    machine.kill(Service.ROLLOUT);
    machine.platform.service(Service.ROLLOUT).start(PlatformKeys.all(machine.home));
    assertEquals("Before {{email}}", until("served alone", () -> servedText("urgent")));
    assertNull(split("urgent"), "not even after a restart");

    assertEquals(0, machine.sluice("up").exitCode());

    until(
        "rolled back",
        () ->
            machine
                    .get(Service.ROLLOUT, "/v1/rollouts/" + rollout, olga)
                    .body()
                    .path("state")
                    .asString("")
                    .equals("rolled_back")
                ? true
                : null);
    ana.must("fetch", "-q", "origin");
    String log = ana.must("log", "-1", "--format=%B", "origin/main");
    assertTrue(log.contains("Roll back urgent in production: v2 -> v1"), log);
    assertTrue(log.contains("It insults people"), log);
  }

  @Test
  @Order(7)
  void aMergeWhileTheRolloutServiceIsDownIsServedOnceItIsBack() {
    Clone ana = machine.cloneAs("ana");
    machine.kill(Service.ROLLOUT);

    land(ana, "patient", "Landed meanwhile");

    assertEquals(0, machine.sluice("up").exitCode());
    assertEquals("Landed meanwhile {{email}}", until("served", () -> servedText("patient")));
  }

  @Test
  @Order(8)
  void theRolloutServiceServesAloneWhatItLastServed() {
    assertEquals(0, machine.sluice("down").exitCode());

    ServiceProcess rollout = machine.platform.service(Service.ROLLOUT);
    rollout.start(PlatformKeys.all(machine.home));

    assertEquals("Greet politely: {{email}}", until("served alone", () -> servedText("greeting")));
    assertTrue(machine.platform.service(Service.REGISTRY).find().isEmpty());
    assertTrue(machine.platform.postgres().find().isEmpty());
    assertEquals(0, machine.sluice("up").exitCode());
  }

  @Test
  @Order(9)
  void theDemoEndsWellAlthoughEveryServiceIsKilledOnce() throws Exception {
    AtomicInteger killed = new AtomicInteger();
    Thread vandal =
        Thread.ofPlatform()
            .start(
                () -> {
                  until("a rollout", () -> isRollingOut("customer-email-classifier-quick"));
                  for (Service service : Service.all()) {
                    machine.kill(service);
                    machine.sluice("up");
                    killed.incrementAndGet();
                  }
                });

    Ran demo = machine.sluice("demo", "--quick");

    vandal.join();
    assertEquals(3, killed.get());
    assertEquals(0, demo.exitCode(), demo.output());
    assertTrue(demo.output().contains("rolled_back"), demo.output());
    Clone clone = machine.cloneAs("ana");
    String log = clone.must("log", "--format=%s", "origin/main");
    assertTrue(
        log.contains("Roll back customer-email-classifier-quick in production: v3 -> v2"), log);
  }

  @Test
  @Order(10)
  void anEvaluationThatIsKilledGoesOnWhereItWas() {
    new EvaluationKill(machine, models, () -> machine.sluice("up")).run("killed", 60, 1);
  }

  private static Boolean isRollingOut(String prompt) {
    Answer rollouts =
        machine.get(
            Service.ROLLOUT, "/v1/rollouts?prompt=" + prompt, machine.token("olga", "operator"));
    for (JsonNode rollout : rollouts.body().path("items")) {
      if (rollout.path("state").asString("").equals("rolling_out")) {
        return true;
      }
    }
    return null;
  }
}
