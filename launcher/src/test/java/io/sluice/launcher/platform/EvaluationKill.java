package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.platform.TestMachine.Answer;
import io.sluice.testkit.ModelStub;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An evaluation whose review-service is killed with {@code SIGKILL} in the middle. The provider's
 * bill says what was paid, and when; the run has to agree with it to the last digit.
 */
final class EvaluationKill {
  /** By the shipped price table: US dollars for a million tokens. */
  private static final BigDecimal INPUT = new BigDecimal("0.15");

  private static final BigDecimal OUTPUT = new BigDecimal("0.6");

  private final TestMachine machine;
  private final ModelStub models;
  private final Runnable restart;

  EvaluationKill(TestMachine machine, ModelStub models, Runnable restart) {
    this.machine = machine;
    this.models = models;
    this.restart = restart;
  }

  /** Environment of a platform whose models are the stub's. */
  static Map<String, String> settings(ModelStub models) {
    return Map.of(
        "SLUICE_MODELS_PROVIDERS_STUB_KIND", "openai",
        "SLUICE_MODELS_PROVIDERS_STUB_BASE_URL", models.url(),
        "SLUICE_MODELS_PROVIDERS_STUB_KEY", "sk-stub",
        "SLUICE_MODELS_PROVIDERS_STUB_TIMEOUT", "3s",
        "SLUICE_MODELS_PROVIDERS_STUB_CONCURRENCY", "8",
        "SLUICE_MODELS_PROVIDERS_STUB_REQUESTS_PER_MINUTE", "60000",
        "SLUICE_MODELS_PROVIDERS_STUB_TOKENS_PER_MINUTE", "60000000",
        "SLUICE_EVALUATION_LEASE_MARGIN", "1s");
  }

  /** Runs a suite to its end with some kills on the way. */
  void run(String prompt, int cases, int kills) {
    long seed = System.nanoTime() & 0xffff;
    System.out.printf("evaluation of %d cases with %d kills, seed %d%n", cases, kills, seed);
    models.reset().failing(new ModelStub.Faults(0.05, 0.02, 70, seed)).slow(40);
    long id = start(prompt, cases);
    for (int kill = 1; kill <= kills; kill++) {
      int enough = cases * kill / (kills + 1);
      until("some cases", () -> models.billed().size() >= enough ? true : null);
      machine.kill(Service.REVIEW);
      Set<String> finished = finished(id);
      assertTrue(finished.size() < cases, "killed too late to show anything");
      Map<String, Integer> before = times();
      restart.run();
      int atKill = models.billed().size();
      until("it goes on", () -> models.billed().size() > atKill ? true : null);
      Map<String, Integer> after = times();
      finished.forEach(
          message -> assertEquals(before.get(message), after.get(message), message + " again"));
    }
    check(id, cases);
  }

  private long start(String prompt, int cases) {
    JsonNode change =
        new People(machine)
            .push(
                prompt,
                "To be evaluated",
                Map.of(
                    "prompts/" + prompt + "/prompt.yaml", entry(prompt),
                    "prompts/" + prompt + "/tests.yaml", suite(cases)));
    Answer started =
        machine.post(
            Service.REVIEW,
            "/v1/changes/" + change.path("number").asInt() + "/evaluations",
            machine.token("ana", "engineer"),
            "{\"suite\": \"tests\", \"budgetUsd\": 1}");
    assertEquals(202, started.status(), started.raw().body());
    return started.body().path("id").asLong();
  }

  private void check(long id, int cases) {
    JsonNode view =
        until(
            "the end",
            () -> {
              JsonNode now = view(id);
              return now.path("state").asString("").equals("running") ? null : now;
            });
    assertEquals("completed", view.path("state").asString(""), view.toString());
    assertEquals(cases, view.path("progress").path("passed").asInt(), view.toString());
    Map<String, Integer> times = times();
    assertEquals(cases, times.size());
    int again = models.billed().size() - cases;
    int said = view.path("cost").path("possiblyPaidTwice").asInt();
    assertTrue(again <= said, again + " were paid twice, said are " + said);
    BigDecimal once =
        models.billed().stream()
            .collect(
                HashMap<String, BigDecimal>::new,
                (costs, billed) -> costs.put(billed.message(), cost(billed)),
                HashMap::putAll)
            .values()
            .stream()
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    String spent = view.path("cost").path("spentUsd").decimalValue().toPlainString();
    assertEquals(0, once.compareTo(new BigDecimal(spent)), once + " was due, said is " + spent);
    System.out.printf(
        "%d cases, %s USD; %d errors, %d silences, %d throttled; paid twice %d, said at most %d%n",
        cases, spent, models.count(500), models.count(0), models.count(429), again, said);
  }

  private JsonNode view(long id) {
    Answer answer =
        machine.get(Service.REVIEW, "/v1/evaluations/" + id, machine.token("omar", "reviewer"));
    assertEquals(200, answer.status(), answer.raw().body());
    return answer.body();
  }

  /** The messages of cases that are written as finished. */
  private Set<String> finished(long id) {
    List<String> positions =
        machine.sql(
            Service.REVIEW.shortName(),
            "SELECT position FROM evaluation_case WHERE sequence IS NOT NULL AND evaluation = "
                + id);
    Set<String> messages = new HashSet<>();
    positions.forEach(position -> messages.add("email number " + position));
    return messages;
  }

  private Map<String, Integer> times() {
    Map<String, Integer> times = new HashMap<>();
    models.billed().forEach(billed -> times.merge(billed.message(), 1, Integer::sum));
    return times;
  }

  private static BigDecimal cost(ModelStub.Billed billed) {
    return INPUT
        .multiply(BigDecimal.valueOf(billed.inputTokens()))
        .add(OUTPUT.multiply(BigDecimal.valueOf(billed.outputTokens())))
        .movePointLeft(6);
  }

  private static String entry(String prompt) {
    return """
        apiVersion: sluice/v1
        id: %s
        owner: omar@example.com
        team: customer-success
        purpose: A test
        model: stub/gpt-4o-mini
        modelParameters: {maxTokens: 200}
        inputs:
          email: {type: string, required: true}
        messages:
          - {role: system, content: Repeat the email.}
          - {role: user, content: "{{email}}"}
        """
        .formatted(prompt);
  }

  private static String suite(int cases) {
    StringBuilder yaml = new StringBuilder("apiVersion: sluice/v1\ncases:\n");
    for (int i = 0; i < cases; i++) {
      yaml.append(
          """
            - name: case %1$d
              inputs: {email: "email number %1$d"}
              assert:
                - {type: equals, value: "email number %1$d"}
          """
              .formatted(i));
    }
    return yaml.toString();
  }
}
