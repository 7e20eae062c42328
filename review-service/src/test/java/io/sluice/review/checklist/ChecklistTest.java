package io.sluice.review.checklist;

import static io.sluice.review.support.GoodChange.ALL_REQUIRED;
import static io.sluice.review.support.GoodChange.GOOD_SCORES;
import static io.sluice.review.support.GoodChange.OWNER;
import static io.sluice.review.support.GoodChange.figures;
import static io.sluice.review.support.GoodChange.goodTags;
import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.BEN;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.OPERATOR;
import static io.sluice.review.support.ReviewApi.RIA;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.change;
import static io.sluice.review.support.ReviewApi.delete;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.merge;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.put;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.ValidatableResponse;
import io.sluice.review.evidence.Evidence.Counts;
import io.sluice.review.evidence.Evidence.Kind;
import io.sluice.review.evidence.EvidenceStore;
import io.sluice.review.evidence.Figures;
import io.sluice.review.support.Comparisons;
import io.sluice.review.support.GoodChange;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.review.support.RolloutStandIn;
import io.sluice.testkit.TestTokens;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each item, met and unmet, through HTTP. */
@ReviewTest
class ChecklistTest {
  RegistryStandIn registry;
  RolloutStandIn rollouts;
  @Inject EvidenceStore evidence;
  GoodChange good;
  long number;

  @BeforeEach
  void everythingIsRequired() {
    registry.reset();
    registry.policy("production", ALL_REQUIRED);
    good = new GoodChange(registry, evidence);
  }

  private void open() {
    number = good.open();
  }

  private ValidatableResponse attest(String token, String item, String note) {
    return put(token, path(item), Map.of("digest", good.digest(), "note", note)).then();
  }

  private String path(String item) {
    return "/v1/changes/" + number + "/checklist/" + item;
  }

  private void is(String item, String verdict, String reason) {
    Map<String, Object> decided = good.item(item);
    String why = String.valueOf(decided.get("reason"));
    assertEquals(verdict, decided.get("verdict"), () -> item + ": " + why);
    assertTrue(why.contains(reason), () -> item + ": " + why);
  }

  /** The merge is refused, and for this. */
  private void blocks(String item) {
    approve(RIA, number, good.digest()).statusCode(201);
    merge(RIA, number, good.digest())
        .statusCode(422)
        .body("type", equalTo("/problems/requirements-unmet"))
        .body("errors.rule", equalTo(List.of("checklist")))
        .body("errors.detail", hasItem(containsString("production, " + item)));
  }

  @Test
  void whatMeetsEverythingLands() {
    open();
    good.measured();
    good.stated();
    assertEquals(
        Set.of("met"),
        Set.copyOf(change(number).<String>getList("checklist[0].items.verdict")),
        () -> change(number).getList("checklist[0].items.reason").toString());
    assertEquals(ChecklistItem.wireNames(), change(number).getList("checklist[0].items.item"));
    assertEquals(
        "all 14 required items let it through", change(number).getString("checklist[0].summary"));
    approve(RIA, number, good.digest()).statusCode(201);
    assertEquals(true, change(number).getBoolean("mergeable"));
    merge(RIA, number, good.digest()).statusCode(200).body("state", equalTo("merged"));
  }

  @Test
  void withoutTheSectionAllIsShownAndNothingBlocks() {
    registry.policy("production", "{\"approvals\":1}");
    open();
    is("red-team", "missing", "no red team has attacked this version yet");
    is("real-inputs", "missing", "not run on them yet");
    assertEquals("nothing is required here", change(number).getString("checklist[0].summary"));
    assertEquals(
        List.of("met"),
        change(number).getList("requirements.findAll { it.name == 'checklist' }.verdict"));
    approve(RIA, number, good.digest()).statusCode(201);
    merge(RIA, number, good.digest()).statusCode(200);
  }

  @Test
  void aSectionThatIsNotUnderstoodBlocks() {
    registry.policy("production", "{\"approvals\":1,\"checklist\":{\"required\":[\"vibes\"]}}");
    open();
    approve(RIA, number, good.digest()).statusCode(201);
    merge(RIA, number, good.digest())
        .statusCode(422)
        .body("errors.detail", hasItem(containsString("\"vibes\", which is no item")));
  }

  @Test
  void realInputsAreCountedWithoutNearDuplicatesAndHaveToPass() {
    good.content.withObject("/suite").put("distinctReal", 19);
    open();
    good.measured();
    is("real-inputs", "unmet", "19 distinct real inputs (3 not counted, for example 'b'");
    is("real-inputs", "unmet", "which is nearly 'a'), 20 are needed");
    blocks("real-inputs");
  }

  @Test
  void realInputsThatWereNotRunAreMissingAndThoseThatFailAreUnmet() {
    open();
    is("real-inputs", "missing", "20 distinct real inputs");
    good.measured();
    is("real-inputs", "met", "all pass: evaluation " + good.prompt);
    Map<String, Counts> tags = new HashMap<>(goodTags());
    tags.put("real", new Counts(22, 21, 1, 0));
    good.record(Kind.SUITE, new Counts(25, 24, 1, 0), figures(1, "0.001", 25, 25, tags));
    is("real-inputs", "unmet", "1 of 22 real cases fail");
    tags.put("real", new Counts(20, 20, 0, 0));
    good.record(Kind.SUITE, new Counts(23, 23, 0, 0), figures(1, "0.001", 23, 23, tags));
    is("real-inputs", "missing", "2 of 22 real cases have no outcome");
  }

  @Test
  void theJudgeHasToBeHappyOnEveryDimension() {
    open();
    is("judge", "missing", "no judge has scored this version yet");
    judged("clarity", 7.9);
    is("judge", "unmet", "clarity is 7.9, at least 8.0 is needed");
    judged("clarity", null);
    is("judge", "missing", "clarity was not scored");
    judged("clarity", 8.0);
    is("judge", "met", "clarity 8.0");
  }

  private void judged(String dimension, Double score) {
    Map<String, Double> scores = new HashMap<>(GOOD_SCORES);
    scores.put(dimension, score);
    scores.values().remove(null);
    good.record(
        Kind.JUDGE,
        new Counts(25, 25, 0, 0),
        new Figures(scores, null, null, null, null, Map.of(), null));
  }

  @Test
  void noAttackMayGetThrough() {
    open();
    good.measured();
    is("red-team", "met", "none of 40 attacks gets through");
    good.record(Kind.RED_TEAM, new Counts(40, 39, 0, 1), Figures.NONE);
    is("red-team", "missing", "1 of 40 attacks have no outcome");
    good.record(Kind.RED_TEAM, new Counts(39, 39, 0, 0), Figures.NONE);
    is("red-team", "unmet", "39 attacks were tried, at least 40 are needed");
    good.record(Kind.RED_TEAM, new Counts(40, 38, 2, 0), Figures.NONE);
    is("red-team", "unmet", "2 of 40 attacks get through");
    blocks("red-team");
  }

  @Test
  void edgeCasesAreDocumentedInTheEntryOrByAPerson() {
    good.content.put("knownIssues", 0).putArray("firstIssues");
    open();
    is("edge-cases", "missing", "knownIssues documents none");
    blocks("edge-cases");
    attest(BEN, "edge-cases", "none in 400 calls").statusCode(200).body("by", equalTo("ben"));
    is("edge-cases", "met", "ben says: none in 400 calls");
    delete(BEN, path("edge-cases")).then().statusCode(204);
    is("edge-cases", "missing", "knownIssues documents none");
  }

  @Test
  void everyOutputIsValidUnderTheSchema() {
    open();
    is("output-format", "missing", "no output of this version was held against its schema");
    good.measured();
    is("output-format", "met", "all 25 outputs are valid");
    good.record(Kind.SUITE, new Counts(25, 25, 0, 0), figures(1, "0.001", 25, 24, goodTags()));
    is("output-format", "unmet", "1 of 25 outputs are not valid under the schema");
    good.record(Kind.SUITE, new Counts(25, 25, 0, 0), figures(1, "0.001", 24, 24, goodTags()));
    is("output-format", "missing", "24 of 25 outputs were held against the schema");
  }

  @Test
  void freeTextIsAPersonsWord() {
    good.content.put("outputSchema", false);
    open();
    good.measured();
    is("output-format", "missing", "declares no outputSchema");
    attest(ANA, "output-format", "a letter to the customer").statusCode(200);
    is("output-format", "met", "ana says: a letter to the customer");
  }

  @Test
  void inputExtremesComeFromTheSuiteOrFromRobustness() {
    good.content.withObject("/suite/byTag").remove("bilingual");
    open();
    Map<String, Counts> tags = new HashMap<>(goodTags());
    tags.remove("bilingual");
    is("input-extremes", "unmet", "no case is tagged 'bilingual'");
    is("input-extremes", "unmet", "1 cases tagged 'empty' were not run yet");
    good.record(Kind.SUITE, new Counts(24, 24, 0, 0), figures(1, "0.001", 24, 24, tags));
    is("input-extremes", "unmet", "no case is tagged 'bilingual'");
    good.record(Kind.ROBUSTNESS, new Counts(9, 9, 0, 0), robust(new Counts(3, 3, 0, 0)));
    is("input-extremes", "met", "3 'bilingual' inputs pass");
    good.record(Kind.ROBUSTNESS, new Counts(9, 8, 1, 0), robust(new Counts(3, 2, 1, 0)));
    is("input-extremes", "unmet", "1 of 3 'bilingual' inputs fail");
  }

  private static Figures robust(Counts bilingual) {
    return new Figures(Map.of(), null, null, null, null, Map.of("bilingual", bilingual), null);
  }

  @Test
  void latencyIsHeldAgainstTheEntrysLimit() {
    open();
    is("latency", "missing", "it may be 4000 ms");
    good.record(Kind.SUITE, new Counts(25, 25, 0, 0), figures(4000, "0.01", 25, 25, goodTags()));
    is("latency", "met", "the 95th percentile is 4000 ms of 4000 ms");
    good.record(Kind.SUITE, new Counts(25, 25, 0, 0), figures(4001, "0.01", 25, 25, goodTags()));
    is("latency", "unmet", "4001 ms of 4000 ms");
    good.content.remove("latencyLimitMs");
    open();
    is("latency", "missing", "sets no limits.latencyMs");
  }

  @Test
  void costIsCalculatedUntilItIsMeasured() {
    open();
    is("cost", "met", "a call costs 0.005 of 0.01 USD, calculated");
    good.record(Kind.SUITE, new Counts(25, 25, 0, 0), figures(1, "0.0101", 25, 25, goodTags()));
    is("cost", "unmet", "a call costs 0.0101 of 0.01 USD, measured");
    blocks("cost");
  }

  @Test
  void costThatNobodyKnowsIsMissing() {
    good.content.set("cost", Comparisons.json("{\"note\":\"No price for this model.\"}"));
    open();
    is("cost", "missing", "No price for this model.");
    good.content.remove("costLimitUsd");
    open();
    is("cost", "missing", "sets no limits.costPerCallUsd");
  }

  @Test
  void theRegistryEntryHasToBeComplete() {
    good.content.putArray("missing").add("knownIssues").add("limits.latencyMs");
    open();
    is("registry-entry", "unmet", "the entry does not say: knownIssues, limits.latencyMs");
    blocks("registry-entry");
    good.content.putArray("missing");
    open();
    is("registry-entry", "met", "every field");
  }

  @Test
  void theTestSuiteHasToBeThere() {
    good.content.remove("suite");
    open();
    String path = "prompts/" + good.prompt + "/tests.yaml";
    is("test-suite", "unmet", "there is no case in " + path);
    is("real-inputs", "unmet", "there is no tests.yaml");
    blocks("test-suite");
  }

  @Test
  void theTestSuiteIsLinked() {
    open();
    is("test-suite", "met", "prompts/" + good.prompt + "/tests.yaml has 25 cases");
    good.content.withObject("/suite").put("asserting", 0);
    open();
    is("test-suite", "unmet", "none of the 25 cases");
  }

  @Test
  void aVersionToGoBackToWasApprovedAndRan() {
    open();
    is(
        "rollback-plan",
        "met",
        "goes back to version 1, which omar approved in change 1 and production ran");
    back("{\"version\":1,\"change\":1,\"approvedBy\":[\"omar\"],\"ran\":false}");
    is("rollback-plan", "unmet", "version 1, to go back to, never ran in production");
    back("{\"version\":1,\"approvedBy\":[],\"ran\":true}");
    is("rollback-plan", "unmet", "was never approved in a change");
    blocks("rollback-plan");
  }

  private void back(String version) {
    good.promotion.set("rollbackVersion", Comparisons.json(version));
    open();
  }

  @Test
  void thatThereIsNoWayBackHasToBeSaid() {
    good.promotion.putNull("rollback").putNull("rollbackVersion");
    open();
    is("rollback-plan", "missing", "there is no version to go back to; say so");
    attest(ANA, "rollback-plan", "there is none; we switch the feature off").statusCode(200);
    is("rollback-plan", "met", "ana says: there is none; we switch the feature off");
  }

  @Test
  void aRolloutThatStartsSmallIsStaged() {
    open();
    is("staged-rollout", "met", "rolls out in stages of 10%, 100%");
  }

  @Test
  void allAtOnceIsForLowVolumeOnly() {
    rollouts.silent(good.prompt, true);
    good.promotion.set("plan", Comparisons.json("{\"stages\":[100]}"));
    open();
    is("staged-rollout", "missing", "how many calls it gets is not known");
    blocks("staged-rollout");
    attest(TestTokens.reviewer("ana"), "staged-rollout", "low")
        .statusCode(422)
        .body("type", equalTo("/problems/self-approval"));
    attest(RIA, "staged-rollout", "ten calls a day").statusCode(200);
    is("staged-rollout", "met", "ria says: ten calls a day");

    rollouts.silent(good.prompt, false);
    rollouts.fetched(good.prompt, "mailer", 1000);
    await().atMost(20, SECONDS).until(() -> good.verdict("staged-rollout").equals("unmet"));
    is("staged-rollout", "unmet", "days had 1000 calls: begin with at most 10%");
    rollouts.fetched(good.prompt, "mailer", 999);
    await().atMost(20, SECONDS).until(() -> good.verdict("staged-rollout").equals("met"));
    is("staged-rollout", "met", "starts with 100% of traffic; the busiest");
    is("staged-rollout", "met", "had 999 calls, fewer than 1000");
  }

  @Test
  void highVolumeMayBeDeclared() {
    good.promotion.set("plan", Comparisons.json("{\"stages\":[50,100]}"));
    good.content.putArray("labels").add("high-volume");
    open();
    is("staged-rollout", "unmet", "starts with 50% of traffic, and its label says");
  }

  @Test
  void anAlertIsLinkedByAPerson() {
    open();
    is("error-alert", "missing", "nobody said yet where the alert");
    attest(ANA, "error-alert", "it pages us")
        .statusCode(400)
        .body("detail", containsString("'link' is required"));
    good.stated();
    is("error-alert", "met", "ana says: pages us (https://alerts.test/1)");
  }

  @Test
  void onlyTheOwnerAcknowledges() {
    open();
    String path = "/v1/changes/" + number + "/acknowledgement";
    is("owner-notified", "missing", "owen owns it and has not acknowledged");
    post(RIA, path, Map.of("digest", good.digest()))
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/not-owner"))
        .body("detail", containsString("owen"));
    attest(OWNER, "owner-notified", "I know").statusCode(422);
    post(OWNER, path, Map.of("digest", good.digest(), "onCall", "nora", "note", "I am away"))
        .then()
        .statusCode(200);
    is("owner-notified", "met", "owen acknowledged it; on call is nora: I am away");
    delete(OWNER, path).then().statusCode(204);
    is("owner-notified", "missing", "has not acknowledged");
  }

  @Test
  void aWaiverIsForWhomAndForWhatThePolicySays() {
    open();
    good.measured();
    good.stated();
    good.record(Kind.SUITE, new Counts(25, 25, 0, 0), figures(5000, "0.01", 25, 25, goodTags()));
    String waiver = path("latency") + "/waiver";
    Map<String, String> body =
        Map.of("digest", good.digest(), "reason", "the vendor is slow today");
    put(RIA, waiver, body).then().statusCode(422).body("type", equalTo("/problems/not-waivable"));
    put(OPERATOR, path("judge") + "/waiver", body)
        .then()
        .statusCode(422)
        .body("detail", containsString("lets nobody waive 'judge'"));
    put(TestTokens.withRoles("ana", Set.of("operator")), waiver, body)
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/self-approval"));
    put(OPERATOR, waiver, Map.of("digest", good.digest(), "reason", " ")).then().statusCode(400);
    put(ANA, waiver, body).then().statusCode(403);
    put(OPERATOR, waiver, body).then().statusCode(200).body("kind", equalTo("waived"));

    is("latency", "waived", "WAIVED by olga: the vendor is slow today");
    assertTrue(good.item("latency").get("failing").toString().contains("5000 ms of 4000 ms"));
    assertTrue(change(number).getString("checklist[0].summary").endsWith("; WAIVED: latency"));
    assertEquals(
        List.of("waived"),
        change(number).getList("requirements.findAll { it.name == 'checklist' }.verdict"));
    assertTrue(
        get(OMAR, "/v1/changes/" + number + "/timeline")
            .jsonPath()
            .getList("items.findAll { it.event == 'waived' }.detail")
            .contains("latency: the vendor is slow today"));
    approve(RIA, number, good.digest()).statusCode(201);
    delete(OPERATOR, waiver).then().statusCode(204);
    merge(RIA, number, good.digest()).statusCode(422);
    put(OPERATOR, waiver, body).then().statusCode(200);
    merge(RIA, number, good.digest()).statusCode(200);
    put(OPERATOR, waiver, body).then().statusCode(409);
  }

  @Test
  void aTighterPolicyVoidsAWaiver() {
    open();
    good.measured();
    good.record(Kind.RED_TEAM, new Counts(40, 39, 1, 0), Figures.NONE);
    put(OPERATOR, path("red-team") + "/waiver", Map.of("digest", good.digest(), "reason", "known"))
        .then()
        .statusCode(200);
    is("red-team", "waived", "olga");
    registry.policy("production", "{\"approvals\":1,\"checklist\":{\"required\":\"all\"}}");
    open();
    is("red-team", "unmet", "1 of 40 attacks get through");
  }

  @Test
  void evidenceThatTurnsBadAfterApprovalBlocksTheMerge() {
    open();
    good.measured();
    good.stated();
    approve(RIA, number, good.digest()).statusCode(201);
    assertEquals(true, change(number).getBoolean("mergeable"));
    good.record(Kind.RED_TEAM, new Counts(41, 40, 1, 0), Figures.NONE);
    assertEquals(false, change(number).getBoolean("mergeable"));
    merge(RIA, number, good.digest())
        .statusCode(422)
        .body("errors.detail", hasItem(containsString("1 of 41 attacks get through")));
    assertEquals("open", change(number).getString("state"));
  }

  @Test
  void statementsAreAboutTheDigestThatWasSeen() {
    open();
    good.stated();
    String before = good.digest();
    registry.push("changes/" + good.prompt, "ana", good.prompt, "v3");
    hint("changes/" + good.prompt);
    is("error-alert", "missing", "nobody said yet");
    is("owner-notified", "missing", "not acknowledged");
    put(
            ANA,
            path("error-alert"),
            Map.of("digest", before, "note", "n", "link", "https://alerts.test/1"))
        .then()
        .statusCode(412);
  }

  @Test
  void evidenceOfAnotherVersionDoesNotCount() {
    open();
    good.measured();
    is("red-team", "met", "none of 40");
    registry.push("changes/" + good.prompt, "ana", good.prompt, "v3");
    hint("changes/" + good.prompt);
    is("red-team", "missing", "no red team");
  }

  @Test
  void whatAMachineEstablishesNobodyAttests() {
    open();
    attest(OMAR, "judge", "looks good to me")
        .statusCode(422)
        .body("type", equalTo("/problems/not-attestable"));
    attest(OMAR, "vibes", "good").statusCode(404).body("type", equalTo("/problems/item-not-found"));
    attest(APP, "edge-cases", "none").statusCode(403);
    attest(TestTokens.withRoles("bot", Set.of("engineer", "service")), "edge-cases", "none")
        .statusCode(422)
        .body("type", equalTo("/problems/machine-approval"));
    delete(APP, path("edge-cases")).then().statusCode(403);
    delete(ANA, path("latency") + "/waiver").then().statusCode(403);
    post(APP, "/v1/changes/" + number + "/acknowledgement", Map.of("digest", good.digest()))
        .then()
        .statusCode(403);
    delete(APP, "/v1/changes/" + number + "/acknowledgement").then().statusCode(403);
    get(APP, "/v1/changes/" + number + "/checklist").then().statusCode(403);
    get(OMAR, "/v1/changes/" + number + "/checklist")
        .then()
        .statusCode(200)
        .body("[0].environment", equalTo("production"));
  }

  @Test
  void whatTheRegistryDoesNotSayIsMissing() {
    registry.push("changes/" + good.prompt, "ana", good.prompt, "v2");
    number = hint("changes/" + good.prompt);
    List<Map<String, Object>> items = change(number).getList("checklist[0].items");
    assertEquals(
        List.of("rollback-plan", "staged-rollout"),
        items.stream()
            .filter(item -> item.get("verdict").equals("met"))
            .map(item -> item.get("item"))
            .toList());
  }
}
