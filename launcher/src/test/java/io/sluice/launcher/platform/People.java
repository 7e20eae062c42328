package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.launcher.platform.TestMachine.Answer;
import io.sluice.testkit.GitClient;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Ana who writes, Omar who reviews, Olga who operates, and the app of a shop that fetches. */
final class People {
  private final TestMachine machine;
  final GitClient ana;

  People(TestMachine machine) {
    this.machine = machine;
    this.ana = machine.cloneAs("ana");
  }

  String omar() {
    return machine.token("omar", "reviewer");
  }

  String olga() {
    return machine.token("olga", "operator");
  }

  String shop() {
    return machine.token("shop", "app");
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
  JsonNode push(String id, String text) {
    return push(id, text, Map.of("prompts/" + id + "/prompt.yaml", entry(id, text)));
  }

  /** The same with any files. A busy review-service may come to it only after the push. */
  JsonNode push(String branch, String title, Map<String, String> files) {
    ana.branchFromMain(branch);
    files.forEach(ana::write);
    GitClient.Result pushed = ana.pushChange(branch, title);
    assertEquals(0, pushed.exitCode(), pushed.output());
    String head = ana.must("rev-parse", "HEAD").strip();
    return change("/v1/changes/" + until("a change request", () -> number(branch, head)));
  }

  private @Nullable Integer number(String branch, String head) {
    Answer found = machine.get(Service.REVIEW, "/v1/changes?branch=changes/" + branch, omar());
    JsonNode newest = found.body().at("/items/0");
    return newest.path("head").asString("").equals(head) ? newest.path("number").asInt() : null;
  }

  JsonNode change(String path) {
    Answer answer = machine.get(Service.REVIEW, path, omar());
    assertEquals(200, answer.status(), answer.raw().body());
    return answer.body();
  }

  Answer act(JsonNode change, String action, String token) {
    return machine.post(
        Service.REVIEW,
        "/v1/changes/" + change.path("number").asInt() + "/" + action,
        token,
        "{\"digest\": \"" + change.path("digest").asString("") + "\"}");
  }

  /** A version on main; served to everybody when it is the first. */
  void land(String id, String text) {
    merge(push(id, text));
  }

  void merge(JsonNode change) {
    assertEquals(201, act(change, "approvals", omar()).status());
    Answer merged = act(change, "merge", omar());
    assertEquals(200, merged.status(), merged.raw().body());
  }

  Answer active(String id, String subject) {
    return machine.get(
        Service.ROLLOUT,
        "/v1/prompts/" + id + "/active?environment=production&subject=" + subject,
        shop());
  }

  String servedText(String id) {
    Answer answer = active(id, "one");
    assertEquals(200, answer.status(), answer.raw().body());
    return answer.body().path("messages").path(0).path("content").asString("");
  }

  /** Which version each of a hundred subjects gets; null while all of them get the same. */
  @Nullable Map<String, Integer> split(String id) {
    Map<String, Integer> versions = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      Answer answer = active(id, "subject-" + i);
      assertEquals(200, answer.status(), answer.raw().body());
      versions.put("subject-" + i, answer.body().path("version").asInt());
    }
    return versions.values().stream().distinct().count() < 2 ? null : versions;
  }

  /** The rollout of a prompt that is in a state; waits for it. */
  long rollout(String id, String state) {
    return until(
        "a rollout of " + id + " that is " + state,
        () -> {
          String path = "/v1/rollouts?prompt=" + id + "&state=" + state;
          long number =
              machine.get(Service.ROLLOUT, path, olga()).body().at("/items/0/number").asLong(0);
          return number == 0 ? null : number;
        });
  }

  /** Whether a rollout is in a state; null when it is not, to be asked again. */
  @Nullable Boolean rolloutIs(long number, String state) {
    Answer answer = machine.get(Service.ROLLOUT, "/v1/rollouts/" + number, olga());
    return answer.body().path("state").asString("").equals(state) ? true : null;
  }
}
