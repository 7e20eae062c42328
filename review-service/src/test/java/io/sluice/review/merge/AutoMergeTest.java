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
import static io.sluice.review.support.ReviewApi.put;
import static io.sluice.review.support.ReviewApi.unique;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.RegistryStandIn.MergeMode;
import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.TestTokens;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ReviewTest
class AutoMergeTest {
  @Inject AutoMergeService service;
  @Inject AutoMergeStore wishes;
  RegistryStandIn registry;

  @BeforeEach
  void healthyRegistry() {
    registry.reset();
  }

  private record Opened(long number, String digest, String branch, String prompt) {
    String path() {
      return "/v1/changes/" + number + "/auto-merge";
    }
  }

  private Opened opened() {
    String prompt = unique("auto");
    String branch = "changes/" + prompt;
    registry.push(branch, "ana", prompt, "v1");
    long number = hint(branch);
    return new Opened(number, digest(number), branch, prompt);
  }

  private static Map<String, Object> queued(long number) {
    List<Map<String, Object>> items = get(RIA, "/v1/merge-queue").jsonPath().getList("items");
    return items.stream()
        .filter(item -> ((Number) item.get("change")).longValue() == number)
        .findFirst()
        .orElse(Map.of());
  }

  private static List<String> events(long number) {
    return get(RIA, "/v1/changes/" + number + "/timeline").jsonPath().getList("items.event");
  }

  @Test
  void aChangeIsMergedOnceTheLastRequirementIsMet() {
    Opened change = opened();
    put(ANA, change.path(), Map.of("digest", change.digest()))
        .then()
        .statusCode(200)
        .body("by", equalTo("ana"))
        .body("digest", equalTo(change.digest()));
    Map<String, Object> waiting = queued(change.number());
    assertEquals("waiting", waiting.get("progress"));
    assertTrue(waiting.get("missing").toString().contains("production"), waiting.toString());

    approve(OMAR, change.number(), change.digest()).statusCode(201);

    await().until(() -> change(change.number()).getString("state").equals("merged"));
    assertEquals(1, registry.mergesOf(change.number()).size());
    assertEquals(
        List.of("opened", "auto-merge-asked", "approved", "merge-started", "merged"),
        events(change.number()));
    await().until(() -> queued(change.number()).isEmpty());
  }

  @Test
  void askingTwiceIsOneWishAndCancellingEndsIt() {
    Opened change = opened();
    String at =
        put(ANA, change.path(), Map.of("digest", change.digest())).jsonPath().getString("at");
    assertEquals(
        at, put(RIA, change.path(), Map.of("digest", change.digest())).jsonPath().getString("at"));
    delete(RIA, change.path()).then().statusCode(204);
    delete(RIA, change.path()).then().statusCode(204);
    approve(OMAR, change.number(), change.digest()).statusCode(201);
    assertEquals(Map.of(), queued(change.number()));
    assertEquals("open", change(change.number()).getString("state"));
    assertEquals(
        List.of("opened", "auto-merge-asked", "auto-merge-cancelled", "approved"),
        events(change.number()));
  }

  @Test
  void aNewRevisionEndsTheWish() {
    Opened change = opened();
    put(ANA, change.path(), Map.of("digest", change.digest())).then().statusCode(200);
    registry.push(change.branch(), "ana", change.prompt(), "v2");
    hint(change.branch());
    await().until(() -> events(change.number()).contains("auto-merge-cancelled"));
    approve(OMAR, change.number(), digest(change.number())).statusCode(201);
    assertEquals(Map.of(), queued(change.number()));
    assertEquals(List.of(), registry.mergesOf(change.number()));
  }

  @Test
  void aRefusalEndsTheWishAndSaysWhy() {
    Opened change = opened();
    registry.mergeMode(MergeMode.REFUSED);
    put(ANA, change.path(), Map.of("digest", change.digest())).then().statusCode(200);
    approve(OMAR, change.number(), change.digest()).statusCode(201);
    await().until(() -> events(change.number()).contains("auto-merge-cancelled"));
    assertEquals("open", change(change.number()).getString("state"));
    assertEquals(
        List.of(
            "opened",
            "auto-merge-asked",
            "approved",
            "merge-started",
            "merge-failed",
            "auto-merge-cancelled"),
        events(change.number()));
  }

  @Test
  void whatIsNotOpenOrNotSeenDoesNotWait() {
    Opened change = opened();
    put(ANA, change.path(), Map.of("digest", "sha256:" + "0".repeat(64)))
        .then()
        .statusCode(412)
        .body("type", equalTo("/problems/stale-digest"));
    put(ANA, change.path(), Map.of()).then().statusCode(400);
    put(ANA, "/v1/changes/999999/auto-merge", Map.of("digest", change.digest()))
        .then()
        .statusCode(404);
    registry.deleteBranch(change.branch());
    await().until(() -> change(change.number()).getString("state").equals("closed"));
    put(ANA, change.path(), Map.of("digest", change.digest()))
        .then()
        .statusCode(409)
        .body("detail", containsString("closed"));
  }

  /** Between a look at what waits and the merge, somebody took the wish back. */
  @Test
  void whatWasCancelledInThatMomentIsNotMerged() throws Throwable {
    Opened change = opened();
    put(ANA, change.path(), Map.of("digest", change.digest())).then().statusCode(200);
    AutoMerge seen =
        VertxContextSupport.subscribeAndAwait(
                () -> Panache.withSession(() -> wishes.of(change.number())))
            .orElseThrow();
    delete(RIA, change.path()).then().statusCode(204);
    approve(OMAR, change.number(), change.digest()).statusCode(201);

    VertxContextSupport.subscribeAndAwait(() -> service.follow(seen));

    assertEquals("open", change(change.number()).getString("state"));
    assertEquals(List.of(), registry.mergesOf(change.number()));
  }

  @Test
  void whoeverMayNotMergeAnyMoreIsNotObeyed() {
    Opened change = opened();
    String asker = unique("asker");
    put(TestTokens.engineer(asker), change.path(), Map.of("digest", change.digest()))
        .then()
        .statusCode(200);
    delete(OPERATOR, "/v1/people/" + asker + "/roles/engineer").then().statusCode(200);
    await().until(() -> events(change.number()).contains("auto-merge-cancelled"));
    approve(OMAR, change.number(), change.digest()).statusCode(201);
    assertEquals("open", change(change.number()).getString("state"));
  }

  @Test
  void machinesDoNotAsk() {
    Opened change = opened();
    for (String token : List.of(APP, SERVICE)) {
      put(token, change.path(), Map.of("digest", change.digest())).then().statusCode(403);
      delete(token, change.path()).then().statusCode(403);
    }
    get(APP, "/v1/merge-queue").then().statusCode(403);
    get(SERVICE, "/v1/merge-queue").then().statusCode(200);
  }
}
