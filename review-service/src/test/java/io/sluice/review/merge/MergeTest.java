package io.sluice.review.merge;

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
import static io.sluice.review.support.ReviewApi.put;
import static io.sluice.review.support.ReviewApi.unique;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.RegistryStandIn.MergeMode;
import io.sluice.review.support.ReviewTest;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKeySet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ReviewTest
class MergeTest {
  RegistryStandIn registry;

  @BeforeEach
  void healthyRegistry() {
    registry.reset();
  }

  private record Approved(long number, String digest, String branch, String prompt) {}

  private Approved approved() {
    String prompt = unique("merge");
    String branch = "changes/" + prompt;
    registry.push(branch, "ana", prompt, "v1");
    long number = hint(branch);
    String digest = digest(number);
    approve(OMAR, number, digest).statusCode(201);
    return new Approved(number, digest, branch, prompt);
  }

  @Test
  void anApprovedChangeIsMergedWithAnAttestationThatAnyoneCanVerify() throws Exception {
    Approved change = approved();

    merge(RIA, change.number(), change.digest())
        .statusCode(200)
        .body("state", equalTo("merged"))
        .body("mergeCommit", equalTo(registry.mergesOf(change.number()).getFirst().commit()));

    String signed =
        get(RIA, "/v1/changes/" + change.number() + "/attestation")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertEquals(registry.mergesOf(change.number()).getFirst().attestation(), signed);
    String keys =
        io.restassured.RestAssured.get("/v1/attestations/keys")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    JsonNode key = new ObjectMapper().readTree(keys).get("keys").get(0);
    assertFalse(key.has("d"));
    assertEquals("active", key.get("status").asText());
    JsonNode payload =
        new ObjectMapper()
            .readTree(SignedApproval.verify(new JsonWebKeySet(keys), signed).approval());
    assertEquals(change.number(), payload.get("change").asLong());
    assertEquals(change.digest(), payload.get("changeDigest").asText());
    assertEquals("ana", payload.get("author").asText());
    assertEquals("ria", payload.get("mergedBy").asText());
    assertEquals("omar", payload.get("approvals").get(0).get("by").asText());
    assertEquals(1, payload.get("approvals").size());
    assertEquals("[\"ana\"]", payload.get("pushers").toString());
    assertEquals(change.prompt(), payload.get("versions").get(0).get("prompt").asText());
    assertEquals("production", payload.get("promotions").get(0).get("environment").asText());
    assertEquals(1, payload.get("promotions").get(0).get("version").asInt());
    assertEquals(
        "prompts/" + change.prompt() + "/prompt.yaml",
        payload.get("files").get(0).get("path").asText());
    get(RIA, "/v1/changes/" + change.number() + "/timeline")
        .then()
        .body("items.event", equalTo(List.of("opened", "approved", "merge-started", "merged")));
  }

  @Test
  void withoutApprovalEverythingUnmetIsListed() {
    String prompt = unique("unmet");
    String branch = "changes/" + prompt;
    registry.push(branch, "ana", prompt, "v1");
    registry.problem("line 3 is wrong", "prompts/x/prompt.yaml:3:1", "unknown-field");
    registry.landElsewhere(prompt);
    long number = hint(branch);

    merge(ANA, number, digest(number))
        .statusCode(422)
        .body("type", equalTo("/problems/requirements-unmet"))
        .body("errors.rule", equalTo(List.of("format", "base", "approval")))
        .body("errors.detail", hasItem(containsString("rebase the branch onto main")))
        .body("errors.detail", hasItem(containsString("production needs 1 approval")));
    assertEquals("open", change(number).getString("state"));
    assertEquals(0, registry.mergesOf(number).size());
  }

  @Test
  void mergingTwiceIsOneMerge() {
    Approved change = approved();
    merge(RIA, change.number(), change.digest()).statusCode(200);
    merge(OMAR, change.number(), change.digest())
        .statusCode(200)
        .body("mergeCommit", equalTo(registry.mergesOf(change.number()).getFirst().commit()));
    assertEquals(1, registry.mergesOf(change.number()).size());
  }

  @Test
  void anEngineerAndAnOperatorMayMergeWhatIsApproved() {
    Approved one = approved();
    merge(ANA, one.number(), one.digest()).statusCode(200);
    Approved other = approved();
    merge(OPERATOR, other.number(), other.digest()).statusCode(200);
  }

  @Test
  void appsAndServicesMayNotMerge() {
    Approved change = approved();
    merge(APP, change.number(), change.digest()).statusCode(403);
    merge(SERVICE, change.number(), change.digest()).statusCode(403);
    assertEquals("open", change(change.number()).getString("state"));
  }

  @Test
  void anotherDigestThanTheChangesIsStale() {
    Approved change = approved();
    registry.push(change.branch(), "ana", change.prompt(), "v1, reworked");
    merge(RIA, change.number(), change.digest())
        .statusCode(412)
        .body("type", equalTo("/problems/stale-digest"));
  }

  @Test
  void aPushAfterTheApprovalIsNotMerged() {
    Approved change = approved();
    registry.push(change.branch(), "ana", change.prompt(), "v1, reworked");
    hint(change.branch());
    merge(RIA, change.number(), digest(change.number()))
        .statusCode(422)
        .body("errors.rule", equalTo(List.of("approval")));
  }

  @Test
  void mainMovingIsFollowed() {
    Approved change = approved();
    registry.mergeMode(MergeMode.MAIN_MOVES_ONCE);
    merge(RIA, change.number(), change.digest()).statusCode(200).body("state", equalTo("merged"));
    assertEquals(1, registry.mergesOf(change.number()).size());
  }

  @Test
  void whatAnotherDriverLandedIsNoReasonToFail() {
    Approved change = approved();
    registry.mergeMode(MergeMode.DONE_BY_ANOTHER);
    merge(RIA, change.number(), change.digest()).statusCode(200).body("state", equalTo("merged"));
    merge(RIA, change.number(), change.digest()).statusCode(200);
    get(RIA, "/v1/changes/" + change.number() + "/timeline")
        .then()
        .body("items.event", equalTo(List.of("opened", "approved", "merge-started", "merged")));
  }

  @Test
  void mainThatKeepsMovingIsLeftToTheReconciler() {
    Approved change = approved();
    registry.mergeMode(MergeMode.MAIN_KEEPS_MOVING);
    merge(RIA, change.number(), change.digest())
        .statusCode(202)
        .header("Retry-After", notNullValue())
        .body("state", equalTo("merging"));
    registry.mergeMode(MergeMode.NORMAL);
    await().until(() -> change(change.number()).getString("state").equals("merged"));
    assertEquals(1, registry.mergesOf(change.number()).size());
  }

  @Test
  void aStricterPolicyOnMovedMainStopsTheMerge() {
    Approved change = approved();
    registry.mergeMode(MergeMode.MAIN_KEEPS_MOVING);
    merge(RIA, change.number(), change.digest()).statusCode(202);
    registry.policy("production", "{\"approvals\":2}");
    await().until(() -> change(change.number()).getString("state").equals("open"));
    get(RIA, "/v1/changes/" + change.number() + "/timeline")
        .then()
        .body("items.findAll { it.event == 'merge-failed' }", hasSize(1))
        .body("items.detail", hasItem(containsString("production needs 2 approvals")));
    assertEquals(0, registry.mergesOf(change.number()).size());
  }

  @Test
  void aRefusalOpensTheChangeAgainWithTheReason() {
    Approved change = approved();
    registry.mergeMode(MergeMode.REFUSED);
    merge(RIA, change.number(), change.digest())
        .statusCode(422)
        .body("type", equalTo("/problems/merge-refused"))
        .body("errors.detail", hasItem("blob differs"));
    assertEquals("open", change(change.number()).getString("state"));
    registry.mergeMode(MergeMode.NORMAL);
    merge(RIA, change.number(), change.digest()).statusCode(200);
  }

  @Test
  void aLostAnswerIsFoundOutWithoutASecondMerge() {
    Approved change = approved();
    registry.mergeMode(MergeMode.ANSWER_LOST);
    merge(RIA, change.number(), change.digest()).statusCode(202).body("state", equalTo("merging"));
    await().until(() -> change(change.number()).getString("state").equals("merged"));
    assertEquals(1, registry.mergesOf(change.number()).size());
    assertEquals(
        registry.mergesOf(change.number()).getFirst().commit(),
        change(change.number()).getString("mergeCommit"));
  }

  @Test
  void aRegistryThatGoesDownDuringTheMergeIsWaitedFor() {
    Approved change = approved();
    registry.mergeMode(MergeMode.UNREACHABLE);
    merge(RIA, change.number(), change.digest())
        .statusCode(202)
        .header("Retry-After", notNullValue())
        .body("state", equalTo("merging"))
        .body("mergeable", equalTo(false));
    registry.down(true);
    // Decided is decided: what the merge stands on cannot be taken away while nobody can ask.
    delete(OMAR, "/v1/changes/" + change.number() + "/approvals/mine").then().statusCode(409);
    put(
            ANA,
            "/v1/changes/" + change.number(),
            Map.of("expectedHead", change(change.number()).getString("head"), "title", "other"))
        .then()
        .statusCode(503);
    registry.reset();
    await().until(() -> change(change.number()).getString("state").equals("merged"));
    assertEquals(1, registry.mergesOf(change.number()).size());
  }

  @Test
  void aPushWhileMergingIsNeitherLostNorMerged() {
    Approved change = approved();
    registry.mergeMode(MergeMode.UNREACHABLE);
    merge(RIA, change.number(), change.digest()).statusCode(202);
    String pushed = registry.push(change.branch(), "ana", change.prompt(), "pushed while merging");
    assertEquals(change.number(), hint(change.branch()));
    assertEquals(change.digest(), digest(change.number()));
    registry.mergeMode(MergeMode.NORMAL);
    await().until(() -> change(change.number()).getString("head").equals(pushed));
    assertEquals("open", change(change.number()).getString("state"));
    assertEquals(0, registry.mergesOf(change.number()).size());
    merge(RIA, change.number(), digest(change.number()))
        .statusCode(422)
        .body("errors.rule", equalTo(List.of("approval")));
  }

  @Test
  void aRegistryThatIsDownBeforeTheDecisionChangesNothing() {
    Approved change = approved();
    registry.down(true);
    merge(RIA, change.number(), change.digest())
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("type", equalTo("/problems/dependency-unavailable"));
    assertEquals("open", change(change.number()).getString("state"));
  }

  @Test
  void aStaleBaseBlocks() {
    Approved change = approved();
    registry.landElsewhere(change.prompt());
    hint(change.branch());
    approve(OMAR, change.number(), digest(change.number()));
    merge(RIA, change.number(), digest(change.number()))
        .statusCode(422)
        .body("errors.rule", equalTo(List.of("base")));
  }

  @Test
  void whatIsNotMergedHasNoAttestation() {
    Approved change = approved();
    get(RIA, "/v1/changes/" + change.number() + "/attestation")
        .then()
        .statusCode(404)
        .body("type", equalTo("/problems/not-attested"));
    get(APP, "/v1/changes/" + change.number() + "/attestation").then().statusCode(403);
  }

  @Test
  void anUnknownChangeIsNotFound() {
    merge(RIA, 999_999, "sha256:" + "0".repeat(64))
        .statusCode(404)
        .body("type", equalTo("/problems/change-not-found"));
  }
}
