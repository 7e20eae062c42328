package io.sluice.review.simulation;

import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.SERVICE;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.change;
import static io.sluice.review.support.ReviewApi.digest;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.unique;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.ValidatableResponse;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ReviewTest
class SimulationTest {
  private static final String POLICY =
      """
      apiVersion: sluice/v1
      environments:
        production: {approvals: 2}
      labels:
        high-risk: {approvals: [{count: 1, team: security}]}
      """;

  RegistryStandIn registry;

  private static ValidatableResponse simulate(Object request) {
    return post(ANA, "/v1/policy/simulate", request).then();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"change\":1,\"people\":[null]}",
        "{\"change\":1,\"people\":[{\"subject\":\"kim\",\"roles\":[null]}]}",
        "{\"change\":1,\"people\":[{\"subject\":\"kim\",\"teams\":[null]}]}",
        "{\"hypothesis\":{\"environment\":\"production\",\"prompts\":[null]}}",
        "{\"hypothesis\":{\"environment\":\"production\",\"contributors\":[null],"
            + "\"prompts\":[{\"id\":\"a\"}]}}",
        "{\"hypothesis\":{\"environment\":\"production\","
            + "\"prompts\":[{\"id\":\"a\",\"labels\":[null]}]}}",
      })
  void aNullInAListIsNobody(String request) {
    simulate(request).statusCode(400).body("errors.detail", hasItem(startsWith("a null is no")));
  }

  @Test
  void aHypothesisSaysWhoCouldApproveAndWhatIsMissing() {
    simulate(
            Map.of(
                "policy",
                POLICY,
                "hypothesis",
                Map.of(
                    "environment",
                    "production",
                    "contributors",
                    List.of("eve"),
                    "prompts",
                    List.of(Map.of("id", "refunds", "labels", List.of("high-risk")))),
                "people",
                List.of(
                    Map.of("subject", "eve", "roles", List.of("reviewer")),
                    Map.of("subject", "bot", "roles", List.of("reviewer", "app")),
                    Map.of("subject", "nils", "roles", List.of("engineer")),
                    Map.of("subject", "kim", "roles", List.of("reviewer")),
                    Map.of(
                        "subject",
                        "sam",
                        "roles",
                        List.of("reviewer"),
                        "teams",
                        List.of("security")))))
        .statusCode(200)
        .body("people.couldApprove", contains(false, false, false, true, true))
        .body("people[0].why", containsString("contributed"))
        .body("people[1].why", containsString("machine"))
        .body("people[2].why", containsString("no role reviewer"))
        .body("people[3].achieves", contains("production needs 2 approvals: given by kim"))
        .body(
            "people[4].achieves",
            contains(
                "production needs 2 approvals: given by sam",
                "label high-risk needs 1 approval from team security: given by sam"))
        .body(
            "requirements.find { it.name == 'approval' }.failing",
            hasItem("production needs 2 approvals: nobody gave one to this digest"))
        .body("missingIfAllApprove", empty());
  }

  @Test
  void aFreezeIsSeenAtTheMomentThatIsAskedFor() {
    String frozen =
        POLICY.replace(
            "{approvals: 2}",
            "{approvals: 1, freeze: [{from: '2030-12-20T00:00:00Z', to: '2030-12-27T00:00:00Z'}]}");
    Map<String, Object> hypothesis =
        Map.of("environment", "production", "prompts", List.of(Map.of("id", "x")));
    List<Object> people = List.of(Map.of("subject", "kim", "roles", List.of("reviewer")));
    simulate(
            Map.of(
                "policy",
                frozen,
                "hypothesis",
                hypothesis,
                "people",
                people,
                "at",
                "2030-12-24T00:00:00Z"))
        .statusCode(200)
        .body("missingIfAllApprove", contains("production is frozen until 2030-12-27T00:00:00Z"));
    simulate(
            Map.of(
                "policy",
                frozen,
                "hypothesis",
                hypothesis,
                "people",
                people,
                "at",
                "2030-12-27T00:00:00Z"))
        .body("missingIfAllApprove", empty());
  }

  @Test
  void aStricterPolicyIsTriedOnAChangeAndChangesNothing() {
    registry.reset();
    String prompt = unique("simulated");
    registry.push("changes/" + prompt, "ana", prompt, "v1");
    long number = hint("changes/" + prompt);
    approve(OMAR, number, digest(number)).statusCode(201);
    simulate(Map.of("change", number)).statusCode(200).body("missingIfAllApprove", empty());
    simulate(Map.of("change", number, "policy", POLICY))
        .statusCode(200)
        .body("missingIfAllApprove", contains("production needs 2 approvals: given by omar"));
    assertEquals(true, change(number).getBoolean("mergeable"));
  }

  @Test
  void whatCannotBeTriedIsA400() {
    simulate(Map.of()).statusCode(400).body("type", equalTo("/problems/invalid-request"));
    simulate(Map.of("change", 1, "policy", "a: [")).statusCode(400);
    simulate(Map.of("change", 1, "policy", "[]")).statusCode(400);
    simulate(
            Map.of(
                "hypothesis",
                Map.of("environment", "production", "prompts", List.of(Map.of("id", "x")))))
        .statusCode(400)
        .body("detail", containsString("needs a 'policy'"));
    simulate(Map.of("change", 999_999)).statusCode(404);
  }

  @Test
  void machinesDoNotSimulate() {
    for (String token : List.of(APP, SERVICE)) {
      post(token, "/v1/policy/simulate", Map.of("change", 1)).then().statusCode(403);
    }
  }
}
