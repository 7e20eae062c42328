package io.sluice.review.notification;

import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.OPERATOR;
import static io.sluice.review.support.ReviewApi.RIA;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.digest;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.merge;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.unique;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.kit.webhook.WebhookSecret;
import io.sluice.review.support.ReceiversResource;
import io.sluice.review.support.ReceiversResource.Call;
import io.sluice.review.support.ReceiversResource.Receivers;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.review.support.RolloutStandIn;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import io.sluice.review.timeline.TimelineStore;
import io.sluice.testkit.TestTokens;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ReviewTest
@QuarkusTestResource(value = ReceiversResource.class, restrictToAnnotatedClass = true)
class NotificationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject TimelineStore timeline;
  RegistryStandIn registry;
  Receivers receivers;
  RolloutStandIn rollouts;

  private long opened(String prompt) {
    registry.push("changes/" + prompt, "ana", prompt, "v1");
    return hint("changes/" + prompt);
  }

  private Call call(String path, long change, String type) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                receivers.calls(path).stream()
                    .filter(c -> c.body().contains("\"change\":" + change + ","))
                    .filter(c -> c.body().contains("\"type\":\"" + type + "\""))
                    .findFirst()
                    .orElse(null),
            found -> found != null);
  }

  private static JsonNode delivery(long change, String channel) throws Exception {
    JsonNode page = JSON.readTree(get(OPERATOR, "/v1/notifications?limit=200").asString());
    for (JsonNode item : page.path("items")) {
      if (item.path("change").asLong() == change && item.path("channel").asText().equals(channel)) {
        return item;
      }
    }
    return JSON.missingNode();
  }

  /** With channels of its own this class has a service of its own, whose tables are just made. */
  @BeforeEach
  void theTablesAreThere() {
    await().atMost(PATIENCE).until(() -> get(OPERATOR, "/v1/notifications").statusCode() == 200);
  }

  @Test
  void aProgramIsToldOfEverythingWithASignatureThatItCanCheck() throws Exception {
    long change = opened(unique("told"));
    approve(OMAR, change, digest(change)).statusCode(201);
    merge(RIA, change, digest(change)).statusCode(200);

    for (String type : List.of("opened", "needs-review", "approved", "merged")) {
      Call call = call("/program", change, type);
      Instant at = Instant.ofEpochSecond(Long.parseLong(call.headers().get("webhook-timestamp")));
      assertEquals(
          WebhookSecret.parse(ReceiversResource.SECRET)
              .headers(
                  call.headers().get("webhook-id"),
                  at,
                  call.body().getBytes(StandardCharsets.UTF_8))
              .get("webhook-signature"),
          call.headers().get("webhook-signature"));
      assertEquals(
          "http://review.test/v1/changes/" + change,
          JSON.readTree(call.body()).path("data").path("url").asText());
    }
  }

  @Test
  void emergenciesAndBadEvidenceAreTold() throws Throwable {
    registry.policy("production", "{\"approvals\":1,\"breakGlass\":\"any\"}");
    String prompt = unique("emergency");
    long change = opened(prompt);
    String digest = digest(change);
    VertxContextSupport.subscribeAndAwait(
        () ->
            Panache.withTransaction(
                () ->
                    timeline.append(
                        change,
                        new TimelineEntry(
                            TimelineEvent.EVIDENCE_FAILED,
                            "ana",
                            Instant.now(),
                            1,
                            digest,
                            "suite, 1 of 2 passed"))));
    post(
            TestTokens.operator("gita"),
            "/v1/changes/" + change + "/break-glass",
            Map.of("digest", digest, "reason", "Checkout is down"))
        .then()
        .statusCode(200);

    assertTrue(call("/program", change, "evidence-failed").body().contains("1 of 2 passed"));
    assertTrue(call("/program", change, "break-glass-used").body().contains("Checkout is down"));
  }

  @Test
  void whatHappensToRolloutsIsToldOnceAndTheOwnerGetsAMail() throws Exception {
    String prompt = unique("news");
    long change = opened(prompt);
    rollouts.happened(change, prompt, "started", "Version 2 gets 10% of the traffic.");
    rollouts.happened(change, prompt, "advanced", "Version 2 now gets 50%.");
    rollouts.happened(change, prompt, "rolling_back", "Errors are up; all traffic is back.");
    rollouts.happened(change, prompt, "held_by_missing_data", "Nobody reports.");

    Call back = call("/program", change, "rolled-back");

    JsonNode data = JSON.readTree(back.body()).path("data");
    assertEquals(
        prompt + "@2 in production: Errors are up; all traffic is back.",
        data.path("detail").asText());
    assertEquals("rollout-service", data.path("by").asText());
    assertEquals("omar@example.com", data.path("owners").path(0).asText());
    call("/program", change, "stage-advanced");
    call("/program", change, "held-by-missing-data");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Arrays.stream(receivers.mail().getReceivedMessages())
                    .anyMatch(mail -> summary(mail).matches("omar@example.com: .*rolled back.*")));
    assertEquals(
        1,
        receivers.calls("/program").stream()
            .filter(c -> c.body().contains("\"change\":" + change + ","))
            .filter(c -> c.body().contains("rolled-back"))
            .count());
  }

  /** A change may promote what another change wrote, and may be about prompts of many owners. */
  @Test
  void whoOwnsThePromptOfARolloutIsTold() throws Exception {
    String prompt = unique("promoted");
    long change = opened(unique("promotes"));
    rollouts.happened(change, prompt, "revert_refused", "Main moved.", "petra@example.com");

    Call refused = call("/program", change, "revert-refused");

    assertEquals(
        "[\"petra@example.com\"]",
        JSON.readTree(refused.body()).path("data").path("owners").toString());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Arrays.stream(receivers.mail().getReceivedMessages())
                    .anyMatch(
                        mail ->
                            summary(mail).matches("petra@example.com: .*somebody has to act.*")));
  }

  private static String summary(MimeMessage mail) {
    try {
      return mail.getAllRecipients()[0] + ": " + mail.getSubject();
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aChatGetsOneLineAndPeopleGetAMail() throws Exception {
    long change = opened(unique("chatty"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                receivers.calls("/chat").stream()
                    .anyMatch(c -> c.body().contains("|Change " + change + "> (")));

    approve(OMAR, change, digest(change)).statusCode(201);

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Arrays.stream(receivers.mail().getReceivedMessages())
                    .anyMatch(mail -> isAbout(mail, change)));
  }

  private static boolean isAbout(jakarta.mail.internet.MimeMessage mail, long change) {
    try {
      return mail.getSubject().startsWith("Change " + change + " (")
          && mail.getSubject().endsWith("was approved, by omar");
    } catch (jakarta.mail.MessagingException e) {
      return false;
    }
  }

  @Test
  void aReceiverThatNeverAnswersHoldsNobodyUp() throws Exception {
    long change = opened(unique("held-up"));

    call("/program", change, "opened");

    assertEquals("pending", delivery(change, "dead").path("state").asText());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                get(OPERATOR, "/v1/notifications?state=pending&limit=200")
                    .asString()
                    .contains("\"lastError\":\"no answer"));
  }

  @Test
  void aRedirectIsNotFollowedAndWhatFailedCanBeDeliveredOnceMore() throws Exception {
    long change = opened(unique("redirected"));
    approve(OMAR, change, digest(change)).statusCode(201);
    merge(RIA, change, digest(change)).statusCode(200);

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                delivery(change, "refusing").path("lastError").asText().equals("it answered 302"));
    call("/program", change, "merged");
    await()
        .atMost(PATIENCE)
        .until(() -> delivery(change, "program").path("state").asText().equals("delivered"));
    long merged = delivery(change, "program").path("id").asLong();
    long before = count("/program", change, "merged");
    assertEquals(1, before, "a redirect leads nowhere");

    post(OPERATOR, "/v1/notifications/" + merged + "/redelivery", Map.of()).then().statusCode(204);

    await().atMost(PATIENCE).until(() -> count("/program", change, "merged") == 2);
  }

  private long count(String path, long change, String type) {
    return receivers.calls(path).stream()
        .filter(c -> c.body().contains("\"change\":" + change + ","))
        .filter(c -> c.body().contains("\"type\":\"" + type + "\""))
        .count();
  }

  @Test
  void onlyOperatorsSeeDeliveriesAndAskForThemAgain() {
    get(OPERATOR, "/v1/notifications?state=dead").then().statusCode(200);
    get(OPERATOR, "/v1/notifications?state=lost").then().statusCode(400);
    get(RIA, "/v1/notifications").then().statusCode(403);
    post(ANA, "/v1/notifications/1/redelivery", Map.of()).then().statusCode(403);
    post(OPERATOR, "/v1/notifications/999999999/redelivery", Map.of())
        .then()
        .statusCode(404)
        .body("type", equalTo("/problems/not-found"));
  }
}
