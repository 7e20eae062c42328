package io.sluice.review.plan;

import static io.sluice.review.support.GoodChange.ALL_REQUIRED;
import static io.sluice.review.support.GoodChange.figures;
import static io.sluice.review.support.GoodChange.goodTags;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.RIA;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.change;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.path.json.JsonPath;
import io.sluice.review.evidence.Evidence.Counts;
import io.sluice.review.evidence.Evidence.Kind;
import io.sluice.review.evidence.EvidenceStore;
import io.sluice.review.evidence.Figures;
import io.sluice.review.support.Comparisons;
import io.sluice.review.support.GoodChange;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.review.support.RolloutStandIn;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ReviewTest
class PlanTest {
  RegistryStandIn registry;
  RolloutStandIn rollouts;
  @Inject EvidenceStore evidence;
  GoodChange good;
  long number;

  @BeforeEach
  void aGoodChange() {
    registry.reset();
    registry.policy("production", ALL_REQUIRED);
    good = new GoodChange(registry, evidence);
    registry.impact(
        good.prompt,
        (ObjectNode)
            Comparisons.json(
                """
                {"verdict":"breaking","reasons":[{"rule":"input-removed","pointer":"/inputs/lang",
                  "detail":"Apps that send it are refused."}],
                 "tokensBefore":{"count":120,"encoding":"e","estimate":true},
                 "tokensAfter":{"count":150,"encoding":"e","estimate":true},
                 "costBefore":{"model":"m","inputUsd":0.001,"maxOutputUsd":0.002,"note":""},
                 "costAfter":{"model":"m","inputUsd":0.0015,"maxOutputUsd":0.002,"note":""}}
                """));
  }

  private JsonPath plan() {
    return get(OMAR, "/v1/changes/" + number + "/plan").then().statusCode(200).extract().jsonPath();
  }

  private List<String> lines() {
    return change(number).getList("plan.lines");
  }

  @Test
  void aReviewerReadsInOnePlaceWhatWillHappen() {
    rollouts.fetched(good.prompt, "mailer", 1200);
    number = good.open();
    good.measured();
    good.stated();
    await().atMost(20, SECONDS).until(() -> plan().getString("versions[0].use.asOf") != null);
    assertEquals(
        List.of(
            "production runs version 2 instead of 1, in stages of 10%, 100%, watched for 48h after"
                + " the last",
            "for apps it is breaking: Apps that send it are refused.",
            "about 150 tokens instead of 120 (+30)",
            "a call costs 0.0035 USD instead of 0.003 (+0.0005), calculated",
            "its suite: 25 of 25 cases pass; against version 1: 2 fixed, 1 broken, 22 unchanged,"
                + " p = 0.625",
            "1 app fetched it (mailer) in the last 30 days, at most 1200 calls a day; known for"
                + " less than two minutes",
            "goes back to version 1, approved by omar in change 1",
            "on call: owen, acknowledged by owen"),
        lines());
    JsonPath plan = plan();
    assertEquals(change(number).getString("digest"), plan.getString("digest"));
    assertEquals("http://review.test/v1/changes/" + number + "/diff", plan.getString("diff"));
    assertEquals(lines(), plan.getList("versions[0].lines"));
    assertEquals(150, plan.getInt("versions[0].impact.tokensAfter"));
    assertEquals(List.of(10, 100), plan.getList("versions[0].rollout.stages"));
    assertEquals(List.of("omar"), plan.getList("versions[0].back.approvedBy"));
    assertEquals(2, plan.getInt("versions[0].suite.baseline.fixed"));
    assertEquals("mailer", plan.getString("versions[0].use.apps[0].app"));
    assertEquals(14, plan.getList("checklist[0].items").size());
    get(APP, "/v1/changes/" + number + "/plan").then().statusCode(403);
    get(OMAR, "/v1/changes/999999/plan").then().statusCode(404);
  }

  @Test
  void aRolloutServiceThatIsAwayIsSaidAndHoldsNothingUp() {
    rollouts.silent(good.prompt, true);
    number = good.open();
    await()
        .atMost(20, SECONDS)
        .until(
            () -> lines().contains("who uses it is not known: the rollout-service did not answer"));
    assertNull(plan().getString("versions[0].use.asOf"));
    rollouts.silent(good.prompt, false);
    await()
        .atMost(20, SECONDS)
        .until(
            () ->
                lines()
                    .contains(
                        "no app fetched it in the last 30 days; known for less than two minutes"));
  }

  @Test
  void anApprovalKeepsWhatWasShown() {
    number = good.open();
    good.measured();
    String digest = good.digest();
    approve(RIA, number, digest).statusCode(201);
    good.record(Kind.RED_TEAM, new Counts(40, 39, 1, 0), Figures.NONE);
    good.record(Kind.SUITE, new Counts(25, 24, 1, 0), figures(9, "0.001", 25, 25, goodTags()));
    approve(OMAR, number, digest).statusCode(201);

    JsonPath approvals =
        get(OMAR, "/v1/changes/" + number + "/approvals")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    assertEquals(List.of("ria", "omar"), approvals.getList("items.by"));
    assertEquals(List.of(true, true), approvals.getList("items.counts"));
    assertEquals(digest, approvals.getString("items[0].shown.digest"));
    assertEquals(
        List.of(25, 24), approvals.getList("items.collect { it.shown.versions[0].suite.passed }"));
    assertEquals(
        List.of("met", "unmet"),
        approvals.getList(
            "items.collect { it.shown.checklist[0].items.find { it.item == 'red-team' }.verdict }"));
    assertNull(change(number).getString("approvals[0].shown"));
    String next =
        get(OMAR, "/v1/changes/" + number + "/approvals?limit=1")
            .jsonPath()
            .getString("nextCursor");
    assertEquals(
        List.of("omar"),
        get(OMAR, "/v1/changes/" + number + "/approvals?limit=1&cursor=" + next)
            .jsonPath()
            .getList("items.by"));
    get(APP, "/v1/changes/" + number + "/approvals").then().statusCode(403);
  }

  @Test
  void aChangeThatPromotesNothingSaysSo() {
    registry.content(good.prompt, good.content);
    registry.push("changes/" + good.prompt, "ana", good.prompt, "v2", "none");
    number = hint("changes/" + good.prompt);
    assertEquals("version 2 is made and promoted nowhere", lines().getFirst());
    assertEquals("none", change(number).getString("checklist[0].environment"));
    assertEquals("nothing is required here", change(number).getString("checklist[0].summary"));
  }

  @Test
  void manyPromptsAreNamedEach() {
    String other = good.prompt + "-other";
    registry.content(good.prompt, good.content);
    registry.pushAll(
        "changes/" + good.prompt,
        "ana",
        Map.of(
            "prompts/" + good.prompt + "/prompt.yaml", "v2",
            "prompts/" + other + "/prompt.yaml", "v1"));
    number = hint("changes/" + good.prompt);
    assertTrue(
        lines()
            .contains(
                other
                    + ": production runs version 1 as its first, in stages of 10%, 100%, watched"
                    + " for 48h after the last"),
        lines()::toString);
    assertEquals(2, plan().getInt("versionCount"));
    assertTrue(
        change(number)
            .getList("checklist[0].items.find { it.item == 'test-suite' }.failing")
            .contains(other + ": the registry did not say what this version contains"));
  }

  @Test
  void listsLeaveItOut() {
    number = good.open();
    JsonPath list = get(OMAR, "/v1/changes?branch=changes/" + good.prompt).jsonPath();
    assertEquals(List.of((int) number), list.getList("items.number"));
    assertNull(list.get("items[0].plan"));
    assertNull(list.get("items[0].checklist"));
    assertEquals(
        List.of("missing"),
        list.getList("items[0].requirements.findAll { it.name == 'checklist' }.verdict"));
  }
}
