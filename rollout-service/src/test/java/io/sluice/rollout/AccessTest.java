package io.sluice.rollout;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.sluice.testkit.TestPlatform;
import io.sluice.testkit.TestTokens;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint lets its roles in and nobody else. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@WithTestResource(RegistryStandIn.class)
class AccessTest {
  private static final List<String> ROLES =
      List.of("engineer", "reviewer", "operator", "app", "service");
  private static final Set<String> PEOPLE = Set.of("engineer", "reviewer", "operator");
  private static final Set<String> PEOPLE_AND_SERVICES =
      Set.of("engineer", "reviewer", "operator", "service");
  private static final String REASON = "{\"reason\":\"a test\"}";

  record Endpoint(Method method, String path, String body, Set<String> allowed) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static Stream<Endpoint> endpoints() {
    return Stream.of(
        new Endpoint(Method.GET, "/v1/prompts/none/active", null, Set.of("app")),
        new Endpoint(Method.POST, "/v1/prompts/none/render", "{\"inputs\":{}}", Set.of("app")),
        new Endpoint(
            Method.POST,
            "/v1/outcomes",
            "{\"outcomes\":[{\"decision\":\"x\",\"status\":\"ok\"}]}",
            Set.of("app")),
        new Endpoint(
            Method.POST,
            "/v1/hints/environments",
            "{\"environment\":\"production\"}",
            Set.of("service")),
        new Endpoint(Method.GET, "/v1/rollouts", null, PEOPLE_AND_SERVICES),
        new Endpoint(Method.GET, "/v1/rollout-events", null, PEOPLE_AND_SERVICES),
        new Endpoint(Method.GET, "/v1/rollouts/999999/events", null, PEOPLE),
        new Endpoint(Method.GET, "/v1/rollouts/999999", null, PEOPLE),
        new Endpoint(Method.GET, "/v1/refusals", null, PEOPLE),
        new Endpoint(
            Method.GET,
            "/v1/prompts/none/consumers",
            null,
            Set.of("engineer", "reviewer", "operator", "service")),
        new Endpoint(Method.POST, "/v1/rollouts/999999/pause", REASON, Set.of("operator")),
        new Endpoint(Method.POST, "/v1/rollouts/999999/resume", REASON, Set.of("operator")),
        new Endpoint(Method.POST, "/v1/rollouts/999999/promote", REASON, Set.of("operator")),
        new Endpoint(
            Method.POST, "/v1/rollouts/999999/rollback", REASON, Set.of("operator", "service")));
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void onlyItsRolesGetIn(Endpoint endpoint) {
    for (String role : ROLES) {
      int status = send(endpoint, TestTokens.of("somebody", role)).statusCode();
      if (endpoint.allowed().contains(role)) {
        assertNotEquals(403, status, role + " on " + endpoint);
        assertNotEquals(401, status, role + " on " + endpoint);
      } else {
        assertEquals(403, status, role + " on " + endpoint);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void withoutAValidTokenNobodyGetsIn(Endpoint endpoint) {
    assertProblem(send(endpoint, null), 401, "/problems/unauthenticated");
    String foreign =
        TestTokens.sign(
            TestTokens.claims("somebody", endpoint.allowed(), List.of())
                .issuer("https://elsewhere.test"));
    assertProblem(send(endpoint, foreign), 401, "/problems/unauthenticated");
  }

  @Test
  void unknownPathsAndBadBodiesAreProblems() {
    assertProblem(given().auth().oauth2(App.OPERATOR).get("/v1/nothing"), 404, null);
    Endpoint outcomes = new Endpoint(Method.POST, "/v1/outcomes", "{\"outcomes\":", Set.of());
    assertProblem(send(outcomes, TestTokens.app("a")), 400, "/problems/malformed-request");
    Endpoint unknown =
        new Endpoint(Method.POST, "/v1/outcomes", "{\"outcomes\":[],\"more\":1}", Set.of());
    assertProblem(send(unknown, TestTokens.app("a")), 400, "/problems/malformed-request");
    Endpoint noReason =
        new Endpoint(Method.POST, "/v1/rollouts/1/pause", "{\"reason\":\" \"}", Set.of());
    assertProblem(send(noReason, App.OPERATOR), 400, "/problems/invalid-request");
    Endpoint noBody = new Endpoint(Method.POST, "/v1/rollouts/1/pause", "", Set.of());
    assertProblem(send(noBody, App.OPERATOR), 400, "/problems/invalid-request");
    Endpoint badState = new Endpoint(Method.GET, "/v1/rollouts?state=odd", null, Set.of());
    assertProblem(send(badState, App.OPERATOR), 400, "/problems/invalid-request");
    Endpoint badCursor = new Endpoint(Method.GET, "/v1/rollouts?cursor=eHg", null, Set.of());
    assertProblem(send(badCursor, App.OPERATOR), 400, "/problems/invalid-request");
    Endpoint badDays =
        new Endpoint(Method.GET, "/v1/prompts/none/consumers?days=61", null, Set.of());
    assertProblem(send(badDays, App.OPERATOR), 400, "/problems/invalid-request");
    Endpoint oddCursor =
        new Endpoint(Method.GET, "/v1/prompts/none/consumers?cursor=eHg", null, Set.of());
    assertProblem(send(oddCursor, App.OPERATOR), 400, "/problems/invalid-request");
    Endpoint none = new Endpoint(Method.GET, "/v1/rollouts/999999", null, Set.of());
    assertProblem(send(none, App.OPERATOR), 404, "/problems/rollout-not-found");
  }

  private static Response send(Endpoint endpoint, String token) {
    var request = given();
    if (token != null) {
      request.auth().oauth2(token);
    }
    if (endpoint.body() != null) {
      request.contentType("application/json").body(endpoint.body());
    }
    return request.request(endpoint.method(), endpoint.path());
  }

  private static void assertProblem(Response response, int status, String type) {
    response.then().statusCode(status).contentType("application/problem+json");
    if (type != null) {
      response.then().body("type", equalTo(type));
    }
  }
}
