package io.sluice.review.proposal;

import static io.restassured.RestAssured.given;
import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.BEN;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.OPERATOR;
import static io.sluice.review.support.ReviewApi.SERVICE;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.digest;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.merge;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.put;
import static io.sluice.review.support.ReviewApi.unique;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.TestTokens;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ReviewTest
class ProposalTest {
  RegistryStandIn registry;

  @BeforeEach
  void healthyRegistry() {
    registry.reset();
  }

  private static Map<String, Object> files(String prompt, String text) {
    return Map.of(
        "title", "Shorter " + prompt, "files", Map.of("prompts/" + prompt + "/prompt.yaml", text));
  }

  private static Response create(String token, String key, Object body) {
    return given()
        .auth()
        .oauth2(token)
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/changes");
  }

  @Test
  void filesBecomeABranchAndAChange() {
    String prompt = unique("proposal");
    Map<String, Object> body = new HashMap<>(files(prompt, "v1"));
    body.put("description", "Customers skim.");
    body.put("promoteTo", "none");
    var created =
        post(ANA, "/v1/changes", body)
            .then()
            .statusCode(201)
            .header("Location", startsWith("http://review.test/v1/changes/"))
            .body("state", equalTo("open"))
            .body("author", equalTo("ana"))
            .body("title", equalTo("Shorter " + prompt))
            .body("description", equalTo("Customers skim."))
            .body("promoteTo", equalTo("none"))
            .body("branch", startsWith("changes/api-"))
            .extract()
            .jsonPath();
    assertEquals(
        "v1", registry.file(created.getString("branch"), "prompts/" + prompt + "/prompt.yaml"));
    assertEquals(created.getLong("number"), hint(created.getString("branch")));
  }

  @Test
  void aWholeEntryBecomesItsFiles() {
    String prompt = unique("entry");
    Map<String, Object> body =
        Map.of(
            "title",
            "First version",
            "entry",
            Map.of("apiVersion", "sluice/v1", "id", prompt, "purpose", "Sort emails"),
            "tests",
            Map.of("apiVersion", "sluice/v1", "cases", List.of()));
    String branch = post(ANA, "/v1/changes", body).then().statusCode(201).extract().path("branch");
    assertTrue(
        registry
            .file(branch, "prompts/" + prompt + "/prompt.yaml")
            .contains("id: " + prompt + "\n"));
    assertTrue(registry.file(branch, "prompts/" + prompt + "/tests.yaml").contains("cases: []"));
  }

  @Test
  void onlyEngineersMayPropose() {
    Map<String, Object> body = files(unique("proposal"), "v1");
    for (String token : List.of(OMAR, OPERATOR, APP, SERVICE)) {
      post(token, "/v1/changes", body).then().statusCode(403);
      put(token, "/v1/changes/1", body).then().statusCode(403);
    }
  }

  @Test
  void theAuthorOfAProposalCannotApproveIt() {
    String both = TestTokens.withRoles("kim", Set.of("engineer", "reviewer"));
    long number =
        post(both, "/v1/changes", files(unique("proposal"), "v1")).jsonPath().getLong("number");
    approve(both, number, digest(number))
        .statusCode(422)
        .body("type", equalTo("/problems/self-approval"));
  }

  @Test
  void filesThatBreakTheFormatAreRefusedWithEveryRule() {
    post(ANA, "/v1/changes", files(unique("proposal"), "BROKEN"))
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/files-refused"))
        .body("errors[0].pointer", containsString("prompt.yaml:2:1"))
        .body("errors[0].rule", equalTo("unknown-field"));
  }

  @Test
  void theSameKeyAndBodyGiveTheSameChange() {
    String prompt = unique("proposal");
    String key = unique("key");
    int first =
        create(ANA, key, files(prompt, "v1")).then().statusCode(201).extract().path("number");
    int second =
        create(ANA, key, files(prompt, "v1")).then().statusCode(201).extract().path("number");
    assertEquals(first, second);
    create(ANA, key, files(prompt, "v2"))
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/idempotency-key-reused"));
    int other =
        create(BEN, key, files(prompt, "v1")).then().statusCode(201).extract().path("number");
    assertNotEquals(first, other);
  }

  @Test
  void aKeyStillKnowsItsChangeAfterTheMerge() {
    String key = unique("key");
    Map<String, Object> body = files(unique("proposal"), "v1");
    long number = create(ANA, key, body).jsonPath().getLong("number");
    approve(OMAR, number, digest(number)).statusCode(201);
    merge(OMAR, number, digest(number)).statusCode(200);
    create(ANA, key, body)
        .then()
        .statusCode(201)
        .body("number", equalTo((int) number))
        .body("state", equalTo("merged"));
  }

  @Test
  void repetitionsThatRaceMakeOneChange() throws Exception {
    String key = unique("key");
    Map<String, Object> body = files(unique("proposal"), "v1");
    List<Callable<Integer>> requests =
        IntStream.range(0, 20)
            .<Callable<Integer>>mapToObj(
                i -> () -> create(ANA, key, body).then().statusCode(201).extract().path("number"))
            .toList();
    Set<Integer> numbers = new HashSet<>();
    try (var threads = Executors.newFixedThreadPool(10)) {
      for (Future<Integer> result : threads.invokeAll(requests)) {
        numbers.add(result.get());
      }
    }
    assertEquals(1, numbers.size());
  }

  @Test
  void aFailedTryDoesNotUseUpItsKey() {
    String key = unique("key");
    Map<String, Object> body = files(unique("proposal"), "v1");
    registry.down(true);
    create(ANA, key, body)
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("type", equalTo("/problems/dependency-unavailable"));
    registry.down(false);
    create(ANA, key, body).then().statusCode(201);
  }

  @Test
  void aRevisionWithFilesMakesOldApprovalsStopCounting() {
    String prompt = unique("proposal");
    var created = post(ANA, "/v1/changes", files(prompt, "v1")).jsonPath();
    long number = created.getLong("number");
    approve(OMAR, number, created.getString("digest")).statusCode(201);
    Map<String, Object> revision =
        Map.of(
            "expectedHead",
            created.getString("head"),
            "files",
            Map.of("prompts/" + prompt + "/prompt.yaml", "v1, shorter"),
            "title",
            "Even shorter");
    put(BEN, "/v1/changes/" + number, revision)
        .then()
        .statusCode(200)
        .body("revision", equalTo(2))
        .body("title", equalTo("Even shorter"))
        .body("contributors", equalTo(List.of("ana", "ben")))
        .body("approvals[0].counts", equalTo(false))
        .body("mergeable", equalTo(false));
    get(OMAR, "/v1/changes/" + number + "/timeline")
        .then()
        .body("items.event", equalTo(List.of("opened", "approved", "revised", "edited")));
  }

  @Test
  void wordsAloneKeepTheDigestAndATargetDoesNot() {
    var created = post(ANA, "/v1/changes", files(unique("proposal"), "v1")).jsonPath();
    String path = "/v1/changes/" + created.getLong("number");
    String head = created.getString("head");
    put(ANA, path, Map.of("expectedHead", head, "description", "Why: customers skim."))
        .then()
        .statusCode(200)
        .body("description", equalTo("Why: customers skim."))
        .body("revision", equalTo(1))
        .body("digest", equalTo(created.getString("digest")));
    String retargeted =
        put(ANA, path, Map.of("expectedHead", head, "promoteTo", "none"))
            .then()
            .statusCode(200)
            .body("promoteTo", equalTo("none"))
            .body("promotions.size()", equalTo(0))
            .extract()
            .path("digest");
    assertNotEquals(created.getString("digest"), retargeted);
  }

  @Test
  void aRevisionSaysWhichHeadItBuildsOn() {
    String prompt = unique("proposal");
    var created = post(ANA, "/v1/changes", files(prompt, "v1")).jsonPath();
    String path = "/v1/changes/" + created.getLong("number");
    put(ANA, path, Map.of("title", "Other"))
        .then()
        .statusCode(428)
        .body("type", equalTo("/problems/expectation-required"));
    registry.push(created.getString("branch"), "ben", prompt, "ben was faster");
    put(ANA, path, Map.of("title", "Other", "expectedHead", created.getString("head")))
        .then()
        .statusCode(412)
        .body("type", equalTo("/problems/stale-head"))
        .body("detail", containsString(registry.head(created.getString("branch"))));
  }

  @Test
  void whatIsMergedCannotBeRevised() {
    var created = post(ANA, "/v1/changes", files(unique("proposal"), "v1")).jsonPath();
    long number = created.getLong("number");
    approve(OMAR, number, created.getString("digest")).statusCode(201);
    merge(OMAR, number, created.getString("digest")).statusCode(200);
    put(
            ANA,
            "/v1/changes/" + number,
            Map.of("title", "Other", "expectedHead", created.getString("head")))
        .then()
        .statusCode(409)
        .body("type", equalTo("/problems/state-conflict"));
  }

  @Test
  void malformedProposalsAreRefusedInWords() {
    Map<String, Object> entry = Map.of("id", "x");
    for (Map<String, Object> body :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("title", "t"),
            Map.of("title", "t", "files", Map.of()),
            Map.of("title", " ", "files", Map.of("a", "b")),
            Map.of("title", "two\nlines", "files", Map.of("a", "b")),
            Map.of("title", "t".repeat(201), "files", Map.of("a", "b")),
            Map.of("title", "t", "files", Map.of("a", 7), "promoteTo", "No Such"),
            Map.of("title", "t", "files", Map.of("a", "b"), "entry", entry),
            Map.of("title", "t", "entry", Map.of("purpose", "no id")),
            Map.of("title", "t", "entry", Map.of("id", "../up")),
            Map.of("title", "t", "tests", Map.of()),
            Map.of("title", "t", "files", Map.of("a", "b"), "author", "somebody else"))) {
      post(ANA, "/v1/changes", body)
          .then()
          .statusCode(400)
          .contentType("application/problem+json")
          .body("detail", notNullValue());
    }
    create(ANA, "k".repeat(201), files(unique("proposal"), "v1")).then().statusCode(400);
    post(ANA, "/v1/changes", Map.of("titel", "t"))
        .then()
        .body("detail", containsString("Unknown property 'titel'"));
    put(ANA, "/v1/changes/1", Map.of()).then().statusCode(400);
    put(ANA, "/v1/changes/1", Map.of("title", "t", "expectedHead", "main")).then().statusCode(400);
  }

  @Test
  void everyBrokenRuleOfABodyIsListed() {
    post(ANA, "/v1/changes", Map.of("title", "", "files", Map.of(), "promoteTo", "X Y"))
        .then()
        .statusCode(400)
        .body("errors.detail", hasItem(containsString("'title'")))
        .body("errors.detail", hasItem(containsString("'files'")))
        .body("errors.detail", hasItem(containsString("'promoteTo'")));
    assertEquals(200, get(ANA, "/v1/changes?limit=1").statusCode());
  }
}
