package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.platform.TestMachine.Answer;
import io.sluice.testkit.GitClient;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * One run of one point: prepares, has the registry killed, starts it again, looks at what is there,
 * and does again what was interrupted.
 */
final class KillRun {
  private static final String ENVIRONMENT = "production";
  private static final String IMPORTS = "changes/import-";
  private static final int POOL = 4;
  private static final int OPEN_CHANGES = 8;

  private final KillMachine killer;
  private final TestMachine machine;
  private final KillLedger ledger;
  private final GitClient ana;
  private final KillPoint point;
  private final RandomGenerator random;
  private final String name;
  private final int nth;

  /**
   * @param name of what this run makes; no other run's
   */
  KillRun(
      KillMachine killer,
      KillLedger ledger,
      GitClient ana,
      KillPoint point,
      long seed,
      String name) {
    this.killer = killer;
    this.machine = killer.machine;
    this.ledger = ledger;
    this.ana = ana;
    this.point = point;
    this.random = new SplittableRandom(seed);
    this.name = name;
    this.nth = 1 + random.nextInt(point.passes);
  }

  void run() {
    switch (point.scenario) {
      case PUSH -> push();
      case API_BRANCH -> branchByApi();
      case IMPORT -> importFiles();
      case MERGE -> merge();
      case INDEX_ANEW -> indexAnew();
      case REBUILD -> rebuild();
      case ROLLBACK -> rollBack();
    }
    ledger.check();
    // Each open change is compared anew whenever main moves: hundreds of them would slow all runs.
    ledger
        .release(OPEN_CHANGES)
        .forEach(branch -> ana.must("push", "-q", "origin", ":refs/heads/" + branch));
  }

  /** The registry dies in what is done, and is started again. */
  private void interrupted(Runnable what) {
    killer.arm(point.place, nth);
    what.run();
    killer.awaitDeath();
    killer.startAgain();
  }

  private void push() {
    String before = "";
    ana.branchFromMain(name).write(path(name), People.entry(name, words()));
    boolean update = random.nextBoolean();
    boolean rewritten = update && random.nextBoolean();
    if (update) {
      assertPushed(ana.pushChange(name, "First"));
      before = head();
      ana.write(path(name), People.entry(name, words()));
      if (rewritten) {
        ana.must("reset", "-q", "--soft", "HEAD~1");
      }
    }
    ana.must("add", "-A");
    ana.must("commit", "-q", "-m", words());
    String head = head();
    String[] push = {"push", "-f", "origin", "HEAD:refs/heads/changes/" + name};
    boolean[] acknowledged = {false};
    interrupted(() -> acknowledged[0] = ana.run(push).exitCode() == 0);

    String there = ledger.ref("changes/" + name);
    if (acknowledged[0]) {
      assertEquals(head, there, "A push that was acknowledged");
    } else {
      assertTrue(there.equals(before) || there.equals(head), "Half a push: " + there);
    }
    if (random.nextBoolean()) { // somebody else's git may pack the same objects otherwise
      ana.must("repack", "-q", "-a", "-d", "-f", "--depth=1", "--window=2");
    }
    assertPushed(ana.run(push));
    assertEquals(head, ledger.ref("changes/" + name));
    until("one change request at the head", () -> changeAt("changes/" + name, head));
    ledger.pushed("changes/" + name, head);
  }

  private void branchByApi() {
    String body =
        """
        {"branch": "changes/%s", "title": "By API", "author": "ana", "files": {"%s": %s}}
        """
            .formatted(name, path(name), quoted(People.entry(name, words())));
    String token = machine.token("review-service", "service");
    int[] status = {0};
    interrupted(() -> status[0] = status(Service.REGISTRY, "/v1/branches", token, body));

    String there = ledger.ref("changes/" + name);
    if (status[0] / 100 == 2) {
      assertTrue(!there.isEmpty(), "A branch that was acknowledged");
    }
    Answer again = machine.post(Service.REGISTRY, "/v1/branches", token, body);
    assertEquals(201, again.status(), again.raw().body());
    String head = again.body().path("head").asString("");
    assertTrue(there.isEmpty() || there.equals(head), "The same files are the same branch");
    assertEquals(head, ledger.ref("changes/" + name));
    ledger.pushed("changes/" + name, head);
  }

  private void importFiles() {
    Set<String> before = ledger.branches(IMPORTS);
    String rows =
        IntStream.rangeClosed(1, 1 + random.nextInt(5))
            .mapToObj(row -> "%s %d,%s {{email}}".formatted(name, row, words()))
            .collect(Collectors.joining("\n"));
    String body =
        """
        {"format": "csv", "files": [{"name": "ours.csv", "content": %s}],
         "defaults": {"owner": "omar@example.com", "team": "customer-success", "model": "stand-in"}}
        """
            .formatted(quoted("title,text\n" + rows));
    String token = machine.token("ana", "engineer");
    int[] status = {0};
    interrupted(() -> status[0] = status(Service.REGISTRY, "/v1/imports", token, body));

    Set<String> left = ledger.branches(IMPORTS);
    left.removeAll(before);
    assertTrue(left.size() <= 1, left::toString);
    assertTrue(status[0] / 100 != 2 || left.size() == 1, "An import that was acknowledged");
    Map<String, String> there = new HashMap<>();
    left.forEach(branch -> there.put(branch, ledger.ref(branch)));

    Answer again = machine.post(Service.REGISTRY, "/v1/imports", token, body);
    assertEquals(200, again.status(), again.raw().body());
    String branch = again.body().path("branch").asString("");
    String head = again.body().path("head").asString("");
    assertEquals(there.getOrDefault(branch, head), head, "The same import is the same branch");
    assertEquals(head, ledger.ref(branch));
    Set<String> after = ledger.branches(IMPORTS);
    after.removeAll(before);
    assertEquals(Set.of(branch), after, "One import, one branch");
    until("one change request at the head", () -> changeAt(branch, head));
    ledger.pushed(branch, head);
  }

  private void merge() {
    String prompt = "pool-" + random.nextInt(POOL);
    JsonNode change = approved(prompt);
    int version = ledger.latest(prompt) + 1;
    boolean[] acknowledged = {false};
    interrupted(() -> acknowledged[0] = isMerged(change));

    if (acknowledged[0]) {
      ledger.requireMerged(change, prompt, version);
    }
    until("merged", () -> isMerged(change) ? true : null);
    ledger.merged(change, prompt, version);
  }

  private void indexAnew() {
    String prompt = "pool-" + random.nextInt(POOL);
    JsonNode change = approved(prompt);
    int version = ledger.latest(prompt) + 1;
    assertTrue(isMerged(change), "merged");
    interrupted(
        () ->
            machine.sql(
                Service.REGISTRY.shortName(),
                "TRUNCATE index_marker, prompt, prompt_version, merged_change, promotion, live"));

    ledger.merged(change, prompt, version);
  }

  private void rebuild() {
    land("pool-" + random.nextInt(POOL));
    ledger.check();
    String token = machine.token("otto", "operator");
    interrupted(() -> status(Service.REGISTRY, "/v1/index/rebuild", token, "{}"));

    ledger.check(); // the old one or the new one, and never a part of one
    Answer again = machine.post(Service.REGISTRY, "/v1/index/rebuild", token, "{}");
    assertEquals(202, again.status(), again.raw().body());
    until("the index is rebuilt", () -> jobState(token).equals("done") ? true : null);
  }

  private String jobState(String token) {
    JsonNode job = machine.get(Service.REGISTRY, "/v1/index", token).body().path("job");
    return job.path("state").asString("");
  }

  private void rollBack() {
    String prompt = "back-" + random.nextInt(POOL);
    while (ledger.latest(prompt) < 2) {
      land(prompt);
    }
    land(prompt);
    int to = ledger.latest(prompt) - 1;
    int rollout = ledger.nextRollout();
    String body =
        """
        {"environment": "%s", "prompt": "%s", "fromVersion": %d, "toVersion": %d, "rollout": %d,
         "reason": "Too many errors", "at": "2026-01-01T00:00:00Z"}
        """
            .formatted(ENVIRONMENT, prompt, to + 1, to, rollout);
    String token = machine.token("rollout-service", "service");
    int[] status = {0};
    interrupted(() -> status[0] = status(Service.REGISTRY, "/v1/rollbacks", token, body));

    if (status[0] / 100 == 2) {
      ledger.requireRolledBack(prompt, to, rollout);
    }
    Answer again = machine.post(Service.REGISTRY, "/v1/rollbacks", token, body);
    assertEquals(200, again.status(), again.raw().body());
    ledger.requireRolledBack(prompt, to, rollout);
  }

  /** Some of it all, without a kill. */
  void train() {
    land("pool-0");
  }

  private void land(String prompt) {
    int version = ledger.latest(prompt) + 1;
    JsonNode change = approved(prompt);
    assertTrue(isMerged(change), "merged");
    ledger.merged(change, prompt, version);
  }

  /** A change request by Ana for a new version, approved by Omar. */
  private JsonNode approved(String prompt) {
    String branch = name + "-" + ledger.nextRollout();
    ana.branchFromMain(branch).write(path(prompt), People.entry(prompt, words()));
    assertPushed(ana.pushChange(branch, words()));
    String head = head();
    ledger.pushed("changes/" + branch, head);
    JsonNode change = until("change request", () -> changeAt("changes/" + branch, head));
    Answer approval = act(change, "approvals");
    assertEquals(201, approval.status(), approval.raw().body());
    return change;
  }

  private boolean isMerged(JsonNode change) {
    Answer answer = act(change, "merge");
    boolean waits = answer.status() == 202 || answer.status() == 503;
    assertTrue(answer.status() == 200 || waits, answer.raw().body());
    return answer.status() == 200;
  }

  private Answer act(JsonNode change, String action) {
    return machine.post(
        Service.REVIEW,
        "/v1/changes/" + change.path("number").asInt() + "/" + action,
        machine.token("omar", "reviewer"),
        "{\"digest\": \"" + change.path("digest").asString("") + "\"}");
  }

  /** The one change request of a branch, once it is at a head. */
  private JsonNode changeAt(String branch, String head) {
    Answer answer =
        machine.get(
            Service.REVIEW, "/v1/changes?branch=" + branch, machine.token("omar", "reviewer"));
    JsonNode items = answer.body().path("items");
    if (items.size() != 1 || !items.path(0).path("head").asString("").equals(head)) {
      return null;
    }
    return items.path(0);
  }

  /** Status of an answer; 0 when there was none. */
  private int status(Service service, String path, String token, String body) {
    try {
      return machine.post(service, path, token, body).status();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private String head() {
    return ana.must("rev-parse", "HEAD").strip();
  }

  private static void assertPushed(GitClient.Result ran) {
    assertEquals(0, ran.exitCode(), ran.output());
  }

  private String words() {
    StringBuilder text = new StringBuilder("Words of " + name);
    for (int i = 3 + random.nextInt(40); i > 0; i--) {
      text.append(' ').append(Integer.toString(random.nextInt(1_000_000), 36));
    }
    return text.toString();
  }

  private static String path(String prompt) {
    return "prompts/" + prompt + "/prompt.yaml";
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
