package io.sluice.rollout;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sluice.testkit.TestPlatform;
import io.sluice.testkit.TestTokens;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who fetched what, as reviewers and the review-service read it. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class ConsumerListTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private final RegistryStandIn registry = RegistryStandIn.get();

  private static JsonPath consumers(String query) {
    return given()
        .auth()
        .oauth2(TestTokens.service("review-service"))
        .get("/v1/prompts/consumed/consumers" + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @Test
  void whoFetchedAPromptIsListedWithItsTraffic() throws SQLException {
    App mailer = new App("mailer");
    App bot = new App("bot");
    registry.promote(Prompts.version("consumed", 1), Prompts.plan("1h"));
    given()
        .auth()
        .oauth2(TestTokens.service("registry-service"))
        .contentType("application/json")
        .body("{\"environment\":\"production\"}")
        .post("/v1/hints/environments");
    await().atMost(DEADLINE).until(() -> mailer.versionFor("consumed", "s") == 1);
    bot.fetch("consumed", null).then().statusCode(200);
    bot.fetch("consumed", null).then().statusCode(200);
    await()
        .atMost(DEADLINE)
        .until(
            () ->
                consumers("").getInt("consumerCount") == 2
                    && consumers("").getLong("traffic[0].calls") >= 3);
    assertEquals(List.of("bot", "mailer"), consumers("").getList("consumers.app"));
    assertEquals(List.of(1, 1), consumers("").getList("consumers.days"));
    assertEquals(3, consumers("").getLong("traffic.calls.sum()"));

    Database.execute(
        "INSERT INTO prompt_consumer (environment, prompt, day, app) VALUES"
            + " ('production', 'consumed', current_date - 10, 'archiver'),"
            + " ('production', 'consumed', current_date - 10, 'mailer'),"
            + " ('production', 'consumed', current_date - 45, 'forgotten')");
    assertEquals(List.of("bot", "mailer", "archiver"), consumers("").getList("consumers.app"));
    assertEquals(2, consumers("").getInt("consumers.find { it.app == 'mailer' }.days"));
    assertEquals(4, consumers("?days=60").getInt("consumerCount"));
    assertEquals(2, consumers("?days=10").getInt("consumerCount"));
    JsonPath first = consumers("?limit=2");
    assertEquals(List.of("bot", "mailer"), first.getList("consumers.app"));
    assertNotNull(first.getString("nextCursor"));
    JsonPath second = consumers("?limit=2&cursor=" + first.getString("nextCursor"));
    assertEquals(List.of("archiver"), second.getList("consumers.app"));
    assertNull(second.getString("nextCursor"));
    assertEquals(0, consumers("?environment=staging").getInt("consumerCount"));
  }
}
