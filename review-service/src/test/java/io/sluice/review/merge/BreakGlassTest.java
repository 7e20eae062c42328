package io.sluice.review.merge;

import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.OPERATOR;
import static io.sluice.review.support.ReviewApi.RIA;
import static io.sluice.review.support.ReviewApi.SERVICE;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.change;
import static io.sluice.review.support.ReviewApi.digest;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.merge;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.unique;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.review.breakglass.BrokenGlassStore;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.RegistryStandIn.MergeMode;
import io.sluice.review.support.ReviewTest;
import io.sluice.review.support.RolloutStandIn;
import io.sluice.testkit.TestTokens;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ReviewTest
class BreakGlassTest {
  private static final String WHY = "Checkout answers in Latin since nine o'clock";

  @Inject BrokenGlassStore glasses;
  RegistryStandIn registry;
  RolloutStandIn rollouts;

  @BeforeEach
  void anOperatorMay() {
    registry.reset();
    registry.policy("production", "{\"approvals\":1,\"breakGlass\":\"any\"}");
  }

  private record Opened(long number, String digest, String prompt) {}

  private Opened opened() {
    String prompt = unique("glass");
    registry.push("changes/" + prompt, "ana", prompt, "v1");
    long number = hint("changes/" + prompt);
    return new Opened(number, digest(number), prompt);
  }

  private static ValidatableResponse breakGlass(String token, Opened change) {
    return post(
            token,
            "/v1/changes/" + change.number() + "/break-glass",
            Map.of("digest", change.digest(), "reason", WHY))
        .then();
  }

  private Opened broken() {
    Opened change = opened();
    breakGlass(OPERATOR, change).statusCode(200).body("state", equalTo("merged"));
    return change;
  }

  private static String state(Opened change) {
    return change(change.number()).getString("breakGlass.state");
  }

  private static List<String> events(Opened change) {
    return get(RIA, "/v1/changes/" + change.number() + "/timeline")
        .jsonPath()
        .getList("items.event");
  }

  private void isDue(Opened change) throws Throwable {
    VertxContextSupport.subscribeAndAwait(
        () ->
            Panache.withTransaction(
                () ->
                    glasses.update(
                        "dueAt = ?1 where changeNumber = ?2", Instant.EPOCH, change.number())));
  }

  @Test
  void anOperatorMergesWithoutApprovalAndEverythingSaysSo() throws Exception {
    Opened change = broken();

    JsonNode signed =
        new ObjectMapper()
            .readTree(
                SignedApproval.unverified(
                        registry.mergesOf(change.number()).getFirst().attestation())
                    .orElseThrow());
    assertEquals("olga", signed.at("/breakGlass/by").asText());
    assertEquals(WHY, signed.at("/breakGlass/reason").asText());
    assertEquals("[]", signed.get("approvals").toString());
    assertEquals(List.of("opened", "glass-broken", "merge-started", "merged"), events(change));
    get(RIA, "/v1/changes/" + change.number() + "/timeline")
        .then()
        .body("items.detail", hasItem(containsString(WHY + " Not met: approval")));
    get(RIA, "/v1/changes/" + change.number())
        .then()
        .body("breakGlass.by", equalTo("olga"))
        .body("breakGlass.reason", equalTo(WHY))
        .body("breakGlass.state", equalTo("owed"));
    get(RIA, "/v1/break-glass?limit=200")
        .then()
        .statusCode(200)
        .body("items.change", hasItem((int) change.number()));
    breakGlass(OPERATOR, change).statusCode(200);
    assertEquals(1, registry.mergesOf(change.number()).size());
  }

  @Test
  void theReviewThatWasSkippedSettlesIt() {
    Opened change = opened();
    breakGlass(TestTokens.operator("gus"), change).statusCode(200);

    approve(TestTokens.reviewer("gus"), change.number(), change.digest())
        .statusCode(422)
        .body("detail", containsString("You broke the glass"));
    approve(TestTokens.reviewer("ana"), change.number(), change.digest()).statusCode(422);
    assertEquals("owed", state(change));
    approve(OMAR, change.number(), change.digest()).statusCode(201);

    await().until(() -> state(change).equals("reviewed"));
    assertEquals("glass-reviewed", events(change).getLast());
    approve(RIA, change.number(), change.digest()).statusCode(409);
  }

  @Test
  void withoutReviewInTimeItIsRolledBack() throws Throwable {
    Opened change = broken();
    rollouts.rollout(change.number(), change.prompt(), 1, "completed");

    isDue(change);

    await().until(() -> state(change).equals("rolled-back"));
    assertTrue(
        rollouts.rollout(change.number()).reason().contains("breaking the glass"),
        rollouts.rollout(change.number()).toString());
    List<String> events = events(change);
    assertEquals(
        List.of("glass-overdue", "glass-rolled-back"),
        events.subList(events.size() - 2, events.size()));
    approve(OMAR, change.number(), change.digest()).statusCode(409);
  }

  @Test
  void whoeverRefusesItHasItRolledBackAtOnce() {
    Opened change = broken();
    rollouts.rollout(change.number(), change.prompt(), 1, "rolling_out");

    post(
            OMAR,
            "/v1/changes/" + change.number() + "/rejections",
            Map.of("digest", change.digest(), "reason", "It promises refunds"))
        .then()
        .statusCode(201)
        .body("state", equalTo("merged"));

    await().until(() -> state(change).equals("rolled-back"));
    assertTrue(events(change).contains("glass-refused"));
  }

  @Test
  void whatCannotBeRolledBackYetSaysWhy() throws Throwable {
    Opened change = broken();
    isDue(change);
    await()
        .until(
            () ->
                String.valueOf(change(change.number()).getString("breakGlass.note"))
                    .contains("the rollout-service has not seen it yet"));
    assertEquals("rolling-back", state(change));
    rollouts.rollout(change.number(), change.prompt(), 1, "superseded");
    await().until(() -> state(change).equals("rolled-back"));
  }

  @Test
  void onlyWhomMainsPolicyLetsMayDoIt() {
    registry.policy("production", "{\"approvals\":1}");
    Opened nobody = opened();
    breakGlass(OPERATOR, nobody)
        .statusCode(422)
        .body(
            "errors.detail", hasItem(containsString("lets nobody break the glass for production")));
    registry.policy("production", "{\"approvals\":1,\"breakGlass\":\"sre\"}");
    Opened team = opened();
    breakGlass(OPERATOR, team)
        .statusCode(422)
        .body("errors.detail", hasItem(containsString("olga is not in [sre]")));
    for (String token : List.of(ANA, OMAR, APP, SERVICE)) {
      breakGlass(token, team).statusCode(403);
    }
    get(APP, "/v1/break-glass").then().statusCode(403);
    assertEquals("open", change(team.number()).getString("state"));
    assertEquals(List.of("opened"), events(team));
  }

  @Test
  void itIsAboutPeopleAndTimesNeverAboutContent() {
    registry.policy(
        "production",
        "{\"approvals\":2,\"breakGlass\":\"any\",\"checklist\":{\"required\":\"all\"},"
            + "\"freeze\":[{\"from\":\"2020-01-01T00:00:00Z\",\"to\":\"2099-01-01T00:00:00Z\"}]}");
    Opened frozen = opened();
    merge(RIA, frozen.number(), frozen.digest())
        .statusCode(422)
        .body("errors.rule", hasItem("freeze"));
    breakGlass(OPERATOR, frozen).statusCode(200);

    Opened stale = opened();
    post(
            OPERATOR,
            "/v1/changes/" + stale.number() + "/break-glass",
            Map.of("digest", "sha256:" + "0".repeat(64), "reason", WHY))
        .then()
        .statusCode(412);
    for (String reason : List.of("short", "x".repeat(1001), "two\nlines of a reason")) {
      post(
              OPERATOR,
              "/v1/changes/" + stale.number() + "/break-glass",
              Map.of("digest", stale.digest(), "reason", reason))
          .then()
          .statusCode(400)
          .body("errors.detail", hasItem(containsString("'reason'")));
    }
  }

  @Test
  void aMergeThatTheRegistryRefusesOwesNothing() {
    Opened change = opened();
    registry.mergeMode(MergeMode.REFUSED);
    breakGlass(OPERATOR, change).statusCode(422);
    get(RIA, "/v1/changes/" + change.number())
        .then()
        .body("state", equalTo("open"))
        .body("breakGlass", nullValue());
    get(RIA, "/v1/break-glass?limit=200")
        .then()
        .body("items.change", not(hasItem((int) change.number())));
  }

  @Test
  void mainMovesAndTheGlassStaysBroken() {
    Opened change = opened();
    registry.mergeMode(MergeMode.MAIN_MOVES_ONCE);
    breakGlass(OPERATOR, change).statusCode(200).body("breakGlass.state", equalTo("owed"));
  }
}
