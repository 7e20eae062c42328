package io.sluice.review.change;

import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.OPERATOR;
import static io.sluice.review.support.ReviewApi.SERVICE;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.change;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.unique;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ReviewTest
class ChangeTrackingTest {
  RegistryStandIn registry;

  @BeforeEach
  void healthyRegistry() {
    registry.reset();
  }

  private String pushed() {
    String prompt = unique("track");
    registry.push("changes/" + prompt, "ana", prompt, "v1");
    return prompt;
  }

  private static List<Integer> numbersOf(String branch) {
    return get(OMAR, "/v1/changes?branch=" + branch).jsonPath().getList("items.number");
  }

  @Test
  void aPushedBranchBecomesAChangeWithoutAnyHint() {
    String prompt = pushed();
    String branch = "changes/" + prompt;
    await().until(() -> numbersOf(branch).size() == 1);

    long number = numbersOf(branch).getFirst();
    get(ANA, "/v1/changes/" + number)
        .then()
        .statusCode(200)
        .body("state", equalTo("open"))
        .body("author", equalTo("ana"))
        .body("title", equalTo("change " + prompt))
        .body("branch", equalTo(branch))
        .body("head", equalTo(registry.head(branch)))
        .body("digest", startsWith("sha256:"))
        .body("promoteTo", equalTo("production"))
        .body("revision", equalTo(1))
        .body("mergeable", equalTo(false))
        .body("mergeCommit", nullValue())
        .body("approvals", hasSize(0))
        .body(
            "requirements.name",
            equalTo(List.of("content", "format", "base", "checklist", "approval", "freeze")))
        .body("requirements.verdict", equalTo(List.of("met", "met", "met", "met", "unmet", "met")))
        .body("requirements[4].failing", hasSize(1))
        .body("files[0].change", equalTo("added"))
        .body("prompts[0].nextVersion", equalTo(1))
        .body("promotions[0].plan.watch", equalTo("48h"))
        .body("warnings[0].rule", equalTo("template-in-system"))
        .body("prompts[0].impact.verdict", equalTo("breaking"))
        .body("url", equalTo("http://review.test/v1/changes/" + number))
        .body("createdAt", notNullValue())
        .body("updatedAt", notNullValue());
  }

  @Test
  void aHintAnswersWithTheNumberAtOnce() {
    String branch = "changes/" + pushed();
    int number =
        post(SERVICE, "/v1/hints/branches", Map.of("branch", branch))
            .then()
            .statusCode(200)
            .body("url", containsString("http://review.test/v1/changes/"))
            .extract()
            .path("change");
    assertEquals(List.of(number), numbersOf(branch));
    assertEquals(number, hint(branch));
  }

  @Test
  void onlyServicesMayHint() {
    Map<String, String> body = Map.of("branch", "changes/" + pushed());
    post(ANA, "/v1/hints/branches", body).then().statusCode(403);
    post(OMAR, "/v1/hints/branches", body).then().statusCode(403);
    post(APP, "/v1/hints/branches", body).then().statusCode(403);
  }

  @Test
  void aHintForABranchThatIsNotThereSaysSo() {
    post(SERVICE, "/v1/hints/branches", Map.of("branch", "changes/nobody-pushed-this"))
        .then()
        .statusCode(404)
        .body("type", equalTo("/problems/branch-not-found"));
    post(SERVICE, "/v1/hints/branches", Map.of("branch", "main")).then().statusCode(400);
  }

  @Test
  void aRegistryThatIsAwayMakesAHintAnOutage() {
    String branch = "changes/" + pushed();
    registry.down(true);
    post(SERVICE, "/v1/hints/branches", Map.of("branch", branch))
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue());
  }

  @Test
  void aNewHeadIsANewRevisionAndOldApprovalsNoLongerCount() {
    String prompt = pushed();
    long number = hint("changes/" + prompt);
    approve(OMAR, number, change(number).getString("digest")).statusCode(201);
    assertEquals(true, change(number).getBoolean("mergeable"));
    assertEquals(true, change(number).getBoolean("approvals[0].counts"));

    registry.push("changes/" + prompt, "ana", prompt, "v1, reworked");
    await().until(() -> change(number).getInt("revision") == 2);

    get(OMAR, "/v1/changes/" + number)
        .then()
        .body("mergeable", equalTo(false))
        .body("approvals[0].by", equalTo("omar"))
        .body("approvals[0].counts", equalTo(false))
        .body("approvals[0].reason", containsString("earlier digest"));
  }

  @Test
  void anEqualPushKeepsApprovals() {
    String prompt = pushed();
    long number = hint("changes/" + prompt);
    approve(OMAR, number, change(number).getString("digest")).statusCode(201);
    registry.push("changes/" + prompt, "ana", prompt, "v1");
    hint("changes/" + prompt);
    assertEquals(2, change(number).getInt("revision"));
    assertEquals(true, change(number).getBoolean("mergeable"));
  }

  @Test
  void anApproverWhoPushesTheSameContentNoLongerCounts() {
    String prompt = pushed();
    long number = hint("changes/" + prompt);
    String digest = change(number).getString("digest");
    approve(OMAR, number, digest).statusCode(201);
    registry.push("changes/" + prompt, "omar", prompt, "v1");
    hint("changes/" + prompt);
    assertEquals(digest, change(number).getString("digest"));
    assertEquals(false, change(number).getBoolean("approvals[0].counts"));
    assertEquals(false, change(number).getBoolean("mergeable"));
  }

  @Test
  void aBranchThatGoesAwayClosesTheChangeAndMayComeBackAsAnother() {
    String prompt = pushed();
    String branch = "changes/" + prompt;
    long number = hint(branch);
    registry.deleteBranch(branch);
    await().until(() -> change(number).getString("state").equals("closed"));

    registry.push(branch, "ben", prompt, "v1 again");
    long next = hint(branch);
    assertNotEquals(number, next);
    assertEquals("ben", change(next).getString("author"));
    assertEquals("closed", change(number).getString("state"));
  }

  @Test
  void gitIsBelievedWhenItSaysThatAChangeIsMerged() {
    String branch = "changes/" + pushed();
    long number = hint(branch);
    String commit = registry.mergeBehindTheBack(number, branch);
    await().until(() -> change(number).getString("state").equals("merged"));
    assertEquals(commit, change(number).getString("mergeCommit"));
  }

  @Test
  void aPushOptionSetsTheTarget() {
    String prompt = unique("target");
    String branch = "changes/" + prompt;
    registry.push(branch, "ana", prompt, "v1", "none");
    long number = hint(branch);
    assertEquals("none", change(number).getString("promoteTo"));
    assertEquals(0, change(number).getList("promotions").size());
    registry.push(branch, "ana", prompt, "v2");
    hint(branch);
    assertEquals("none", change(number).getString("promoteTo"));
    registry.push(branch, "ana", prompt, "v3", "production");
    hint(branch);
    assertEquals("production", change(number).getString("promoteTo"));
  }

  @Test
  void mainMovingShowsAsAStaleBaseByItself() {
    String prompt = pushed();
    long number = hint("changes/" + prompt);
    registry.landElsewhere(prompt);
    await().until(() -> change(number).getList("requirements.verdict").get(2).equals("unmet"));
    assertEquals("open", change(number).getString("state"));
  }

  @Test
  void theDiffIsStructuredAndOneText() {
    String prompt = pushed();
    long number = hint("changes/" + prompt);
    String path = "prompts/" + prompt + "/prompt.yaml";
    get(OMAR, "/v1/changes/" + number + "/diff")
        .then()
        .statusCode(200)
        .body("revision", equalTo(1))
        .body("files[0].path", equalTo(path))
        .body("files[0].change", equalTo("added"))
        .body("files[0].added", equalTo(1))
        .body("files[0].removed", equalTo(1))
        .body("unified", containsString("+++ b/" + path));
    registry.push("changes/" + prompt, "ana", prompt, "second");
    hint("changes/" + prompt);
    get(OMAR, "/v1/changes/" + number + "/diff").then().body("unified", containsString("+second"));
    get(OMAR, "/v1/changes/" + number + "/diff?revision=1")
        .then()
        .body("unified", containsString("+v1"));
    get(OMAR, "/v1/changes/" + number + "/diff?revision=7")
        .then()
        .statusCode(404)
        .body("type", equalTo("/problems/revision-not-found"));
  }

  @Test
  void aBigChangeIsShownInPartAndPagesThroughAllOfIt() {
    String branch = "changes/" + pushed() + "-many";
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < 120; i++) {
      files.put("prompts/%s-%03d/prompt.yaml".formatted(branch.substring(8), i), "text " + i);
    }
    registry.pushAll(branch, "ana", files);
    long number = hint(branch);
    get(OMAR, "/v1/changes/" + number)
        .then()
        .body("counts.files", equalTo(120))
        .body("counts.prompts", equalTo(120))
        .body("counts.promotions", equalTo(120))
        .body("files.size()", equalTo(50))
        .body("prompts.size()", equalTo(50))
        .body("promotions.size()", equalTo(50));

    List<String> ids = files.keySet().stream().map(path -> path.split("/")[1]).toList();
    assertEquals(List.copyOf(files.keySet()), pages(number, "diff", 50, "files.path", 3));
    assertEquals(ids, pages(number, "prompts", 40, "items.prompt", 3));
    assertEquals(ids, pages(number, "promotions", 200, "items.prompt", 1));
    get(OMAR, "/v1/changes/" + number + "/diff?limit=1")
        .then()
        .body("fileCount", equalTo(120))
        .body("unified", containsString("+text 0"));
    get(OMAR, "/v1/changes/" + number + "/warnings").then().body("items.size()", equalTo(1));
    for (String bad : List.of("diff?limit=0", "diff?limit=201", "prompts?cursor=*")) {
      assertEquals(400, get(OMAR, "/v1/changes/" + number + "/" + bad).statusCode(), bad);
    }
  }

  /** Everything that the pages of a list have, and that there were so many pages. */
  private static List<String> pages(
      long number, String list, int limit, String path, int expectedPages) {
    List<String> all = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    while (cursor != null) {
      Response page =
          get(OMAR, "/v1/changes/" + number + "/" + list + "?limit=" + limit + "&cursor=" + cursor);
      assertEquals(200, page.statusCode());
      all.addAll(page.jsonPath().getList(path, String.class));
      cursor = page.jsonPath().getString("nextCursor");
      pages++;
    }
    assertEquals(expectedPages, pages);
    return all;
  }

  @Test
  void theTimelineSaysWhoDidWhatAndPagesOn() {
    String prompt = pushed();
    long number = hint("changes/" + prompt);
    registry.push("changes/" + prompt, "ben", prompt, "more");
    hint("changes/" + prompt);
    var first =
        get(OMAR, "/v1/changes/" + number + "/timeline?limit=1")
            .then()
            .statusCode(200)
            .body("items.event", equalTo(List.of("opened")))
            .body("items.by", equalTo(List.of("ana")))
            .extract()
            .jsonPath();
    get(OMAR, "/v1/changes/" + number + "/timeline?cursor=" + first.getString("nextCursor"))
        .then()
        .body("items.event", equalTo(List.of("revised")))
        .body("items.by", equalTo(List.of("ben")))
        .body("items[0].revision", equalTo(2))
        .body("nextCursor", nullValue());
  }

  @Test
  void listsAreFilteredAndPaged() {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      numbers.addFirst(hint("changes/" + pushed()));
    }
    List<Long> paged = new ArrayList<>();
    String cursor = null;
    do {
      var page =
          get(OMAR, "/v1/changes?state=open&limit=2" + (cursor == null ? "" : "&cursor=" + cursor))
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      paged.addAll(page.getList("items.number", Long.class));
      cursor = page.getString("nextCursor");
    } while (cursor != null);
    assertEquals(paged.stream().sorted((a, b) -> Long.compare(b, a)).distinct().toList(), paged);
    assertEquals(true, paged.containsAll(numbers));
    get(OMAR, "/v1/changes?state=closed")
        .then()
        .body("items.findAll { it.state != 'closed' }", hasSize(0));
  }

  @Test
  void badListParametersAreRefused() {
    for (String query :
        List.of("state=odd", "limit=0", "limit=201", "limit=x", "cursor=%25%25", "cursor=eHg")) {
      int status = get(OMAR, "/v1/changes?" + query).statusCode();
      assertEquals(400, status, query);
    }
  }

  @Test
  void peopleMayReadAndAppsMayNot() {
    long number = hint("changes/" + pushed());
    for (String path :
        List.of(
            "",
            "/" + number,
            "/" + number + "/diff",
            "/" + number + "/prompts",
            "/" + number + "/promotions",
            "/" + number + "/warnings",
            "/" + number + "/timeline")) {
      for (String token : List.of(ANA, OMAR, OPERATOR)) {
        get(token, "/v1/changes" + path).then().statusCode(200);
      }
      get(APP, "/v1/changes" + path).then().statusCode(403);
      RestAssured.get("/v1/changes" + path)
          .then()
          .statusCode(401)
          .body("type", equalTo("/problems/unauthenticated"));
    }
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String path : List.of("", "/diff", "/prompts", "/timeline", "/attestation")) {
      get(OMAR, "/v1/changes/999999" + path)
          .then()
          .statusCode(404)
          .body("type", equalTo("/problems/change-not-found"));
    }
    get(OMAR, "/v1/changes/seven").then().statusCode(404).body("type", notNullValue());
    get(OMAR, "/v1/nothing").then().statusCode(404).body("type", startsWith("/problems/"));
  }
}
