package io.sluice.review.evaluation;

import static io.restassured.RestAssured.given;
import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.SERVICE;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.unique;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.agroal.api.AgroalDataSource;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.sluice.review.support.ModelResource;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.ModelStub;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ReviewTest
class EvaluationTest {
  RegistryStandIn registry;
  ModelStub models;
  @Inject AgroalDataSource database;

  @BeforeEach
  void freshStandIns() {
    registry.reset();
    models.reset();
  }

  private static String entry(String prompt, String model, String instruction) {
    return """
        apiVersion: sluice/v1
        id: %s
        owner: omar@example.com
        team: customer-success
        purpose: Answers
        model: %s
        modelParameters: {maxTokens: 200}
        inputs:
          email: {type: string, required: true, maxLength: 500}
        messages:
          - {role: system, content: "%s"}
          - {role: user, content: "{{email}}"}
        """
        .formatted(prompt, model, instruction);
  }

  private static String suite(int cases) {
    StringBuilder yaml = new StringBuilder("apiVersion: sluice/v1\ncases:\n");
    for (int i = 0; i < cases; i++) {
      yaml.append(
          """
            - name: case %1$d
              tags: [%2$s]
              inputs: {email: "email number %1$d"}
              assert:
                - {type: contains, value: "number %1$d"}
          """
              .formatted(i, i % 2 == 0 ? "real" : "edge"));
    }
    return yaml.toString();
  }

  private String changes(String prompt, String entry, String suite) {
    registry.pushAll(
        "changes/" + prompt,
        "ana",
        Map.of(
            "prompts/" + prompt + "/prompt.yaml", entry,
            "prompts/" + prompt + "/tests.yaml", suite));
    return "/v1/changes/" + hint("changes/" + prompt) + "/evaluations";
  }

  private static int start(String path, Map<String, Object> request) {
    return post(ANA, path, request)
        .then()
        .statusCode(202)
        .body("state", equalTo("running"))
        .extract()
        .path("id");
  }

  private static JsonPath view(int id) {
    return get(OMAR, "/v1/evaluations/" + id).then().statusCode(200).extract().jsonPath();
  }

  private static JsonPath ended(int id) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !view(id).getString("state").equals("running"));
    return view(id);
  }

  /** By the price list of the stand-in: 3 and 15 US dollars for a million tokens. */
  private BigDecimal bill() {
    BigDecimal bill = BigDecimal.ZERO;
    for (ModelStub.Billed one : models.billed()) {
      bill =
          bill.add(
              BigDecimal.valueOf(3L * one.inputTokens() + 15L * one.outputTokens())
                  .movePointLeft(6));
    }
    return bill;
  }

  private static BigDecimal spent(int id) {
    return new BigDecimal(
        get(OMAR, "/v1/evaluations/" + id)
            .asString()
            .replaceAll("(?s).*\"spentUsd\":([0-9.]+).*", "$1"));
  }

  @Test
  void twoHundredCasesAgainstAProviderThatFails() {
    String prompt = unique("many");
    models.failing(new ModelStub.Faults(0.05, 0.02, 70, 7));
    int id =
        start(
            changes(prompt, entry(prompt, "stub/fast", "Repeat."), suite(200)),
            Map.of("suite", "tests"));

    JsonPath view = ended(id);

    assertEquals("completed", view.getString("state"), view.prettify());
    assertEquals(200, view.getInt("progress.passed"), view.prettify());
    assertTrue(models.count(500) > 0, "no error was seen");
    assertTrue(models.count(0) > 0, "no silence was seen");
    assertTrue(models.count(429) > 0, "no rate limit was seen");
    assertEquals(200, models.billed().size());
    assertEquals(
        200,
        models.billed().stream().map(ModelStub.Billed::message).distinct().count(),
        "a finished case was paid again");
    assertEquals(0, bill().compareTo(spent(id)), bill() + " is billed, said is " + spent(id));
    assertEquals(models.count(0), view.getInt("cost.possiblyPaidTwice"));
  }

  @Test
  void everyOutputIsKeptWithWhatBecameOfEachAssertion() {
    String prompt = unique("kept");
    int id =
        start(
            changes(prompt, entry(prompt, "stub-claude/big", "Repeat."), suite(3)),
            Map.of("suite", "tests"));
    ended(id);

    get(OMAR, "/v1/evaluations/" + id + "/cases?limit=2")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(2))
        .body("items[1].output", equalTo("email number 1"))
        .body("items[1].verdict", equalTo("passed"))
        .body("items[1].assertions[0].type", equalTo("contains"))
        .body("items[1].assertions[0].state", equalTo("passed"))
        .body("nextCursor", notNullValue());
    assertEquals(Set.of(ModelResource.KEY), Set.copyOf(models.keys()));
    assertFalse(
        get(OMAR, "/v1/evaluations/" + id).asString().contains(ModelResource.KEY), "a key leaks");
  }

  @Test
  void whatIsNotMetAndWhatCannotBeCheckedIsToldApart() {
    String prompt = unique("apart");
    String suite =
        """
        apiVersion: sluice/v1
        cases:
          - {name: bad, inputs: {email: hello}, assert: [{type: contains, value: bye}]}
          - {name: broken, inputs: {email: hello}, assert: [{type: regex, value: "("}]}
          - {name: unasked, inputs: {mail: hello}, assert: [{type: contains, value: hello}]}
          - {name: unsaid, inputs: {email: hello}}
        """;
    int id =
        start(
            changes(prompt, entry(prompt, "stub/fast", "Repeat."), suite),
            Map.of("suite", "tests"));

    JsonPath view = ended(id);

    assertEquals(1, view.getInt("progress.failed"));
    assertEquals(3, view.getInt("progress.errored"));
    get(OMAR, "/v1/evaluations/" + id + "/cases?verdict=errored")
        .then()
        .body("items.name", equalTo(List.of("broken", "unasked", "unsaid")))
        .body("items[1].reason", containsString("declares no input 'mail'"));
    assertEquals(3, models.billed().size());
  }

  @Test
  void aBudgetStopsARunBeforeItIsExceeded() {
    String prompt = unique("budget");
    String path = changes(prompt, entry(prompt, "stub/fast", "Repeat."), suite(60));
    int id = start(path, Map.of("suite", "tests", "budgetUsd", 0.008));

    JsonPath view = ended(id);

    assertEquals("out-of-budget", view.getString("state"), view.prettify());
    assertTrue(view.getInt("progress.finished") > 0, view.prettify());
    assertTrue(view.getInt("progress.finished") < 60, view.prettify());
    assertTrue(bill().compareTo(new BigDecimal("0.008")) <= 0, bill() + " was billed");
    assertEquals(0, bill().compareTo(spent(id)));
    assertEquals(0, evidence(prompt).size(), "a run that was stopped proves nothing");
  }

  @Test
  void aCancelledRunSendsNothingMore() {
    String prompt = unique("cancel");
    models.slow(300);
    String path = changes(prompt, entry(prompt, "stub/fast", "Repeat."), suite(200));
    int id = start(path, Map.of("suite", "tests"));
    await().until(() -> models.count(200) > 0);

    post(OMAR, "/v1/evaluations/" + id + "/cancel", "")
        .then()
        .statusCode(200)
        .body("state", equalTo("cancelled"))
        .body("reason", equalTo("Stopped by omar."));

    // What is under way is written, and then nothing happens.
    await().until(() -> view(id).getInt("progress.finished") == models.count(200));
    assertTrue(models.count(200) < 200);
    assertEquals(0, bill().compareTo(spent(id)));
  }

  @Test
  void aCandidateIsComparedWithTheVersionThatIsLive() {
    String prompt = unique("base");
    models.answering(text -> text.contains("number 3") ? "no" : text);
    registry.live(prompt, 4, entry(prompt, "stub/fast", "An older instruction."));
    String path = changes(prompt, entry(prompt, "stub/fast", "Repeat."), suite(5));
    int id = start(path, Map.of("suite", "tests", "baseline", true));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> view(id).get("comparison") != null && evidence(prompt).size() == 1);
    JsonPath view = view(id);

    assertEquals(4, view.getInt("baseline.version"));
    assertEquals(5, view.getInt("comparison.unchanged"));
    assertEquals(0, view.getInt("comparison.broken"));
    assertEquals(1f, view.getFloat("comparison.pValue"));
    assertTrue(evidence(prompt).getFirst().contains("\"version\":4"), evidence(prompt).toString());
    // The live version's run is there already: another candidate does not pay it again.
    int paid = models.billed().size();
    String again = changes(prompt, entry(prompt, "stub/fast", "Repeat again."), suite(5));
    int second = start(again, Map.of("suite", "tests", "baseline", true));
    ended(second);
    assertEquals(paid + 5, models.billed().size());
    assertEquals(view.getInt("baseline.evaluation"), view(second).getInt("baseline.evaluation"));
  }

  @Test
  void judgesAreAskedThreeTimesAndTheirMedianCounts() {
    String prompt = unique("judged");
    String suite =
        """
        apiVersion: sluice/v1
        cases:
          - name: polite
            inputs: {email: hello}
            assert:
              - {type: llm-rubric, value: is polite}
              - {type: similar, value: "hello", threshold: 0.9}
              - {type: not-similar, value: "zzz"}
        """;
    java.util.concurrent.atomic.AtomicInteger votes =
        new java.util.concurrent.atomic.AtomicInteger();
    models.answeringWhole(
        (text, request) -> {
          if (!text.startsWith("TASK")) {
            return text;
          }
          int vote = request.contains("dimensions") ? votes.getAndIncrement() % 3 : 0;
          return "{\"pass\": true, \"score\": 0.9, \"correctness\": %d, \"completeness\": 9, \"instruction-following\": 9, \"clarity\": 9, \"safety\": 10, \"reason\": \"fine\"}"
              .formatted(List.of(2, 8, 9).get(vote));
        });
    int id =
        start(
            changes(prompt, entry(prompt, "stub/fast", "Repeat."), suite),
            Map.of("suite", "tests", "judge", true));

    JsonPath view = ended(id);

    assertEquals(
        1,
        view.getInt("progress.passed"),
        get(OMAR, "/v1/evaluations/" + id + "/cases").asString());
    assertEquals(8f, view.getFloat("judgeMedians.correctness"));
    assertEquals(10f, view.getFloat("judgeMedians.safety"));
    assertEquals(1 + 3 + 3 + 2, models.billed().size());
    assertEquals(0, bill().compareTo(spent(id)));
    await().until(() -> evidence(prompt).size() == 2);
  }

  @Test
  void attacksAndUnusualInputsNeedNoSuite() {
    String prompt = unique("attacked");
    models.answering(text -> "Thank you for your email. We will answer soon.");
    String path =
        changes(prompt, entry(prompt, "stub/fast", "Sort the email that follows."), suite(1));
    int attacks = start(path, Map.of("suite", "red-team"));
    int unusual = start(path, Map.of("suite", "robustness"));

    assertEquals(48, ended(attacks).getInt("progress.cases"));
    JsonPath robust = ended(unusual);
    assertEquals(robust.getInt("progress.cases"), robust.getInt("progress.passed"));
    get(OMAR, "/v1/evaluations/" + attacks + "/cases?verdict=failed&limit=200")
        .then()
        .body("items.findAll { !it.name.startsWith('harmful-request') }.size()", equalTo(0));
  }

  @Test
  void aStreamTellsEachCaseOnceAndGoesOnWhereItBroke() throws Exception {
    String prompt = unique("stream");
    int id =
        start(
            changes(prompt, entry(prompt, "stub/fast", "Repeat."), suite(12)),
            Map.of("suite", "tests"));
    List<String> all = events(id, null);
    assertEquals(
        12, all.stream().filter(line -> line.equals("event:case")).count(), all.toString());
    assertEquals(1, all.stream().filter(line -> line.equals("event:end")).count());
    List<String> rest = events(id, "9");
    assertEquals(
        Set.of("id:10", "id:11", "id:12"),
        rest.stream().filter(line -> line.startsWith("id:")).collect(Collectors.toSet()));
    get(OMAR, "/v1/evaluations/999999/events").then().statusCode(404);
    get(APP, "/v1/evaluations/" + id + "/events").then().statusCode(403);
  }

  private static List<String> events(int id, String after)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:" + RestAssured.port + "/v1/evaluations/" + id + "/events"))
            .header("Authorization", "Bearer " + OMAR)
            .timeout(Duration.ofSeconds(20));
    if (after != null) {
      request.header("Last-Event-ID", after);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofLines())
        .body()
        .toList();
  }

  @Test
  void theSameRequestStartsOneEvaluation() {
    String prompt = unique("once");
    models.slow(200);
    String path = changes(prompt, entry(prompt, "stub/fast", "Repeat."), suite(2));
    Set<Integer> ids =
        List.of(1, 2, 3).parallelStream()
            .map(
                n ->
                    given()
                        .auth()
                        .oauth2(ANA)
                        .header("Idempotency-Key", "start-" + prompt)
                        .contentType(ContentType.JSON)
                        .body(Map.of("suite", "tests"))
                        .post(path)
                        .then()
                        .statusCode(202)
                        .extract()
                        .<Integer>path("id"))
            .collect(Collectors.toSet());
    assertEquals(1, ids.size());
    post(ANA, path, Map.of("suite", "tests"))
        .then()
        .statusCode(409)
        .body("detail", containsString("evaluation " + ids.iterator().next()));
    ended(ids.iterator().next());
    assertEquals(2, models.billed().size());
    get(OMAR, path).then().statusCode(200).body("items.id", equalTo(List.copyOf(ids)));
  }

  @Test
  void peopleAndServicesStartAndAppsDoNot() {
    String prompt = unique("roles");
    String path = changes(prompt, entry(prompt, "stub/fast", "Repeat."), suite(1));
    post(APP, path, Map.of("suite", "tests")).then().statusCode(403);
    get(APP, path).then().statusCode(403);
    int id =
        post(SERVICE, path, Map.of("suite", "tests")).then().statusCode(202).extract().path("id");
    ended(id);
    get(APP, "/v1/evaluations/" + id).then().statusCode(403);
    get(APP, "/v1/evaluations/" + id + "/cases").then().statusCode(403);
    post(APP, "/v1/evaluations/" + id + "/cancel", "").then().statusCode(403);
    get(SERVICE, "/v1/evaluations/" + id).then().statusCode(200);
  }

  @Test
  void whatCannotBeRunIsSaid() {
    String prompt = unique("cannot");
    String path = changes(prompt, entry(prompt, "nobody/fast", "Repeat."), suite(1));
    post(ANA, path, Map.of("suite", "tests"))
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/model-not-configured"));
    String unpriced = unique("unpriced");
    String second = changes(unpriced, entry(unpriced, "stub/unpriced", "Repeat."), suite(1));
    post(ANA, second, Map.of("suite", "tests", "budgetUsd", 1))
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/price-unknown"));
    JsonPath free = ended(start(second, Map.of("suite", "tests")));
    assertFalse(free.getBoolean("cost.isKnown"));
    post(ANA, second, Map.of("suite", "vibes")).then().statusCode(400);
    post(ANA, second, Map.of("suite", "tests", "budgetUsd", 0)).then().statusCode(400);
    post(ANA, second, Map.of("suite", "tests", "prompt", "other"))
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/nothing-to-evaluate"));
    post(ANA, "/v1/changes/999999/evaluations", Map.of("suite", "tests")).then().statusCode(404);
    get(OMAR, "/v1/changes/999999/evaluations").then().statusCode(404);
    get(OMAR, "/v1/evaluations/999999").then().statusCode(404);
  }

  private List<String> evidence(String prompt) {
    List<String> figures = new ArrayList<>();
    try (Connection connection = database.getConnection();
        var query = connection.prepareStatement("SELECT figures FROM evidence WHERE prompt = ?")) {
      query.setString(1, prompt);
      ResultSet rows = query.executeQuery();
      while (rows.next()) {
        figures.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return figures;
  }
}
