package io.sluice.review.approval;

import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.OPERATOR;
import static io.sluice.review.support.ReviewApi.RIA;
import static io.sluice.review.support.ReviewApi.SERVICE;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.change;
import static io.sluice.review.support.ReviewApi.delete;
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
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ReviewTest
class ApprovalTest {
  RegistryStandIn registry;
  String prompt;
  String branch;
  long number;

  @BeforeEach
  void aPushedChange() {
    registry.reset();
    prompt = unique("approve");
    branch = "changes/" + prompt;
    registry.push(branch, "ana", prompt, "v1");
    number = hint(branch);
  }

  @Test
  void aReviewersApprovalCounts() {
    approve(OMAR, number, digest(number))
        .statusCode(201)
        .body("by", equalTo("omar"))
        .body("digest", equalTo(digest(number)))
        .body("counts", equalTo(true));
    assertEquals(true, change(number).getBoolean("mergeable"));
    assertEquals(List.of("omar"), change(number).getList("approvals.by"));
  }

  @Test
  void theAuthorCannotApprove() {
    String ana = TestTokens.reviewer("ana");
    approve(ana, number, digest(number))
        .statusCode(422)
        .body("type", equalTo("/problems/self-approval"))
        .body("detail", containsString("You are the author of this change"));
    assertEquals(0, change(number).getList("approvals").size());
  }

  @Test
  void whoPushedCannotApprove() {
    registry.push(branch, "omar", prompt, "v1, mended by omar");
    hint(branch);
    approve(OMAR, number, digest(number))
        .statusCode(422)
        .body("type", equalTo("/problems/self-approval"))
        .body("detail", containsString("You pushed to this change"));
    approve(RIA, number, digest(number)).statusCode(201);
  }

  @Test
  void whoChangedTheTargetCannotApprove() {
    String eve = TestTokens.withRoles("eve", Set.of("engineer", "reviewer"));
    put(
            eve,
            "/v1/changes/" + number,
            Map.of("expectedHead", registry.head(branch), "promoteTo", "none"))
        .then()
        .statusCode(200);
    approve(eve, number, digest(number))
        .statusCode(422)
        .body("type", equalTo("/problems/self-approval"));
  }

  @Test
  void machinesCannotApproveWhateverRolesTheyAlsoHave() {
    for (String machine : List.of("app", "service")) {
      String bot = TestTokens.withRoles("bot", Set.of("reviewer", machine));
      approve(bot, number, digest(number))
          .statusCode(422)
          .body("type", equalTo("/problems/machine-approval"));
      post(bot, "/v1/changes/" + number + "/rejections", Map.of("reason", "no"))
          .then()
          .statusCode(422);
    }
  }

  @Test
  void onlyReviewersMayDecide() {
    for (String token : List.of(ANA, OPERATOR, APP, SERVICE)) {
      approve(token, number, digest(number)).statusCode(403);
      delete(token, "/v1/changes/" + number + "/approvals/mine").then().statusCode(403);
      post(token, "/v1/changes/" + number + "/rejections", Map.of("reason", "no"))
          .then()
          .statusCode(403);
    }
  }

  @Test
  void aTokenThatIsExpiredForgedOrForOthersDecidesNothing() {
    Instant past = Instant.now().minus(Duration.ofHours(3));
    String expired =
        TestTokens.sign(
            TestTokens.claims("omar", Set.of("reviewer"), List.of())
                .issuedAt(past)
                .expiresAt(past.plusSeconds(60)));
    String forOthers =
        TestTokens.sign(
            TestTokens.claims("omar", Set.of("reviewer"), List.of()).audience("elsewhere"));
    String tooLong =
        TestTokens.sign(
            TestTokens.claims("omar", Set.of("reviewer"), List.of())
                .expiresAt(Instant.now().plus(Duration.ofDays(30))));
    for (String token : List.of(expired, forOthers, tooLong, OMAR + "x")) {
      approve(token, number, digest(number)).statusCode(401);
    }
  }

  @Test
  void anEarlierDigestIsStale() {
    String seen = digest(number);
    registry.push(branch, "ana", prompt, "v1, reworked");
    hint(branch);
    approve(OMAR, number, seen)
        .statusCode(412)
        .body("type", equalTo("/problems/stale-digest"))
        .body("detail", containsString(digest(number)));
  }

  @Test
  void twoHundredSimultaneousApprovalsOfOnePersonCountOnce() throws Exception {
    registry.policy("production", "{\"approvals\":2}");
    hint(branch);
    String digest = digest(number);
    List<Callable<Integer>> requests =
        IntStream.range(0, 200)
            .<Callable<Integer>>mapToObj(
                i -> () -> approve(OMAR, number, digest).extract().statusCode())
            .toList();
    try (var threads = Executors.newFixedThreadPool(50)) {
      List<Integer> statuses =
          threads.invokeAll(requests).stream()
              .map(
                  result -> {
                    try {
                      return result.get();
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  })
              .toList();
      assertEquals(1, statuses.stream().filter(status -> status == 201).count());
      assertEquals(199, statuses.stream().filter(status -> status == 200).count());
    }
    assertEquals(List.of("omar"), change(number).getList("approvals.by"));
    get(OMAR, "/v1/changes/" + number + "/timeline")
        .then()
        .body("items.findAll { it.event == 'approved' }", hasSize(1));
    merge(RIA, number, digest).statusCode(422).body("errors.rule", equalTo(List.of("approval")));
    approve(RIA, number, digest).statusCode(201);
    merge(RIA, number, digest).statusCode(200);
  }

  @Test
  void anApprovalCanBeTakenBackAndGivenAgain() {
    approve(OMAR, number, digest(number)).statusCode(201);
    delete(OMAR, "/v1/changes/" + number + "/approvals/mine").then().statusCode(204);
    assertEquals(false, change(number).getBoolean("mergeable"));
    delete(OMAR, "/v1/changes/" + number + "/approvals/mine").then().statusCode(204);
    approve(OMAR, number, digest(number)).statusCode(201);
    get(OMAR, "/v1/changes/" + number + "/timeline")
        .then()
        .body(
            "items.event",
            equalTo(List.of("opened", "approved", "approval-withdrawn", "approved")));
  }

  @Test
  void nobodyTakesBackAnotherPersonsApproval() {
    approve(OMAR, number, digest(number)).statusCode(201);
    delete(RIA, "/v1/changes/" + number + "/approvals/mine").then().statusCode(204);
    assertEquals(true, change(number).getBoolean("mergeable"));
  }

  @Test
  void aMergedChangeTakesNoMoreDecisions() {
    String digest = digest(number);
    approve(OMAR, number, digest).statusCode(201);
    merge(RIA, number, digest).statusCode(200);
    approve(RIA, number, digest).statusCode(409).body("type", equalTo("/problems/state-conflict"));
    delete(OMAR, "/v1/changes/" + number + "/approvals/mine").then().statusCode(409);
    post(RIA, "/v1/changes/" + number + "/rejections", Map.of("reason", "too late"))
        .then()
        .statusCode(409);
  }

  @Test
  void aRejectionBlocksUntilANewRevision() {
    String digest = digest(number);
    approve(OMAR, number, digest).statusCode(201);
    post(RIA, "/v1/changes/" + number + "/rejections", Map.of("reason", "It invents refunds."))
        .then()
        .statusCode(201)
        .body("by", equalTo("ria"))
        .body("reason", equalTo("It invents refunds."))
        .body("state", equalTo("rejected"));
    merge(OMAR, number, digest).statusCode(409).body("type", equalTo("/problems/state-conflict"));
    approve(OMAR, number, digest).statusCode(409);

    registry.push(branch, "ana", prompt, "v1 without refunds");
    hint(branch);
    assertEquals("open", change(number).getString("state"));
    get(OMAR, "/v1/changes/" + number + "/timeline")
        .then()
        .body("items.event", hasItem("rejected"))
        .body("items.detail", hasItem("It invents refunds."))
        .body("items.event", hasItem("reopened"));
    approve(OMAR, number, digest(number)).statusCode(201);
    merge(OMAR, number, digest(number)).statusCode(200);
  }

  @Test
  void aRejectionOfAnEarlierDigestIsStale() {
    Map<String, String> body =
        Map.of("digest", "sha256:" + "0".repeat(64), "reason", "I saw something else");
    post(RIA, "/v1/changes/" + number + "/rejections", body).then().statusCode(412);
    assertEquals("open", change(number).getString("state"));
  }

  @Test
  void theOwnTeamRuleAsksForATeamMember() {
    registry.policy("production", "{\"approvals\":1,\"approverTeam\":\"own\"}");
    hint(branch);
    approve(TestTokens.of("zoe", "reviewer", "billing"), number, digest(number)).statusCode(201);
    assertEquals(false, change(number).getBoolean("mergeable"));
    approve(OMAR, number, digest(number)).statusCode(201);
    assertEquals(true, change(number).getBoolean("mergeable"));
  }

  @Test
  void malformedBodiesAreRefusedInWords() {
    String path = "/v1/changes/" + number + "/approvals";
    for (String body :
        List.of(
            "",
            "{",
            "[]",
            "{}",
            "{\"digest\":null}",
            "{\"digest\":\"latest\"}",
            "{\"digest\":\"sha256:" + "0".repeat(64) + "\",\"force\":true}",
            "{\"digest\":\"sha256:" + "0".repeat(64) + "\",\"digest\":\"x\"}")) {
      RestAssured.given()
          .auth()
          .oauth2(OMAR)
          .contentType(ContentType.JSON)
          .body(body)
          .post(path)
          .then()
          .statusCode(400)
          .contentType("application/problem+json");
    }
    RestAssured.given()
        .auth()
        .oauth2(OMAR)
        .contentType(ContentType.TEXT)
        .body("yes")
        .post(path)
        .then()
        .statusCode(415);
  }
}
