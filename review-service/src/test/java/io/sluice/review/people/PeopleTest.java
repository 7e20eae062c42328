package io.sluice.review.people;

import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.OPERATOR;
import static io.sluice.review.support.ReviewApi.SERVICE;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.change;
import static io.sluice.review.support.ReviewApi.delete;
import static io.sluice.review.support.ReviewApi.digest;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.put;
import static io.sluice.review.support.ReviewApi.unique;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@ReviewTest
class PeopleTest {
  RegistryStandIn registry;

  private static String issued(String who, String role, Duration ago) {
    Instant at = Instant.now().minus(ago);
    return TestTokens.sign(
        TestTokens.claims(who, Set.of(role), List.of("support"))
            .issuedAt(at)
            .expiresAt(at.plus(Duration.ofHours(1))));
  }

  @Test
  void aPersonIsWhatTheirNewestTokenSays() {
    String who = unique("person");
    get(issued(who, "reviewer", Duration.ofMinutes(2)), "/v1/changes").then().statusCode(200);
    get(issued(who, "engineer", Duration.ofMinutes(1)), "/v1/changes").then().statusCode(200);
    get(issued(who, "reviewer", Duration.ofMinutes(2)), "/v1/changes").then().statusCode(200);
    get(OPERATOR, "/v1/people/" + who)
        .then()
        .statusCode(200)
        .body("roles", contains("engineer"))
        .body("teams", contains("support"))
        .body("mayReview", equalTo(false));
  }

  @Test
  void aTokenThatIsRefusedTeachesNothing() {
    String who = unique("person");
    get(issued(who, "reviewer", Duration.ofHours(2)), "/v1/changes").then().statusCode(401);
    get(OPERATOR, "/v1/people/" + who).then().body("tokenIssuedAt", nullValue());
  }

  @Test
  void aWithdrawnReviewerNeitherCountsNorApprovesUntilItIsGivenBack() {
    registry.reset();
    String prompt = unique("withdrawn");
    registry.push("changes/" + prompt, "ana", prompt, "v1");
    long number = hint("changes/" + prompt);
    String who = unique("person");
    String token = TestTokens.reviewer(who);
    approve(token, number, digest(number)).statusCode(201);
    assertEquals(true, change(number).getBoolean("mergeable"));

    delete(OPERATOR, "/v1/people/" + who + "/roles/reviewer").then().statusCode(200);
    assertEquals(false, change(number).getBoolean("mergeable"));
    assertEquals(
        "an operator withdrew the role reviewer from " + who,
        change(number).getString("approvals[0].reason"));
    approve(token, number, digest(number))
        .statusCode(422)
        .body("type", equalTo("/problems/right-lost"))
        .body("detail", containsString("an operator withdrew"));

    put(OPERATOR, "/v1/people/" + who + "/roles/reviewer", Map.of()).then().statusCode(200);
    assertEquals(true, change(number).getBoolean("mergeable"));
  }

  @Test
  void nobodyGivesThemselvesARightBackAndWhoLostItTakesNone() {
    String who = unique("operator");
    String token = TestTokens.operator(who);
    put(token, "/v1/people/" + who + "/roles/operator", Map.of())
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/own-right"));
    delete(OPERATOR, "/v1/people/" + who + "/roles/operator").then().statusCode(200);
    delete(token, "/v1/people/omar/roles/reviewer")
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/right-lost"));
  }

  @Test
  void onlyOperatorsSeeAndWithdraw() {
    for (String token : List.of(ANA, OMAR, APP, SERVICE)) {
      get(token, "/v1/people/omar").then().statusCode(403);
      for (String right : List.of("/roles/reviewer", "/teams/support")) {
        delete(token, "/v1/people/omar" + right).then().statusCode(403);
        put(token, "/v1/people/omar" + right, Map.of()).then().statusCode(403);
      }
    }
    delete(OPERATOR, "/v1/people/omar/roles/emperor").then().statusCode(400);
  }
}
