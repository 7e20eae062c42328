package io.sluice.registry.branch;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.Response;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.TestTokens;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

@RegistryTest
class BranchTest {
  private static Response write(String id, String purpose, String expectedHead) {
    Map<String, Object> body = new HashMap<>();
    body.put("branch", "changes/api-" + id);
    body.put("expectedHead", expectedHead);
    body.put("files", Map.of("prompts/" + id + "/prompt.yaml", Prompts.entry(id, purpose)));
    body.put("title", "Add " + id);
    body.put("author", "ana");
    return given()
        .auth()
        .oauth2(TestTokens.service("review-service"))
        .contentType("application/json")
        .body(body)
        .post("/v1/branches");
  }

  @Test
  void filesBecomeABranchAndTheirSenderItsPusher() {
    String head = write("sent", "Sent", null).then().statusCode(201).extract().path("head");

    var comparison = Attestations.comparison("api-sent");

    assertEquals(head, comparison.path("head").asText());
    assertEquals("ana", comparison.path("pushes").get(0).path("by").asText());
    given()
        .auth()
        .oauth2(TestTokens.service("review-service"))
        .get("/v1/branches")
        .then()
        .body("branches.branch", hasItem("changes/api-sent"));
  }

  @Test
  void theSameAgainIsTheSameBranch() {
    String first = write("twice", "Same", null).then().extract().path("head");
    String second = write("twice", "Same", null).then().statusCode(201).extract().path("head");

    assertEquals(first, second);
  }

  @Test
  void aBranchThatMovedIsAConflict() {
    String head = write("moved", "One", null).then().extract().path("head");
    write("moved", "Two", head).then().statusCode(201);

    write("moved", "Three", head)
        .then()
        .statusCode(409)
        .body("type", equalTo("/problems/branch-moved"));
  }

  @Test
  void theApiChecksWhatAPushChecks() {
    write("Wrong", "x", null).then().statusCode(400);
    write("x/../../main", "Up to main", null).then().statusCode(400);
    write("x.lock/y", "In the way of a lock", null).then().statusCode(400);
    write("leaky", "Key AKIAIOSFODNN7EXAMPLE", null)
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/format-broken"))
        .body("errors.rule", hasItem("secret"));
  }

  @Test
  void aBranchWithANameThatGitRefusesIsRefused() {
    write("a..b", "x", null)
        .then()
        .statusCode(400)
        .body("type", equalTo("/problems/invalid-request"))
        .body("detail", containsString("changes/<name>"));
    write("a.lock", "x", null).then().statusCode(400);
    write("room", "x", null).then().statusCode(201);
    write("room/below", "x", null)
        .then()
        .statusCode(400)
        .body("detail", containsString("cannot be a folder of another"));
  }

  @Test
  void peopleWriteNoBranchesHere() {
    given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .contentType("application/json")
        .body("{}")
        .post("/v1/branches")
        .then()
        .statusCode(403)
        .body("detail", equalTo("Your token is valid, but this needs the role 'service'."));
  }

  @Test
  void withoutAnExternalGitServerThereIsNothingToSeeOfOne() {
    given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .get("/v1/git/remote")
        .then()
        .statusCode(200)
        .body("state", equalTo("off"));
    given()
        .contentType("application/json")
        .body("{}")
        .post("/v1/hooks/github")
        .then()
        .statusCode(404);
  }

  @Test
  void aPromptIsReadAsTheBranchHasIt() {
    String head = write("content", "Read whole", null).then().extract().path("head");
    var next = Attestations.comparison("api-content").path("prompts").get(0);
    given()
        .auth()
        .oauth2(TestTokens.service("review-service"))
        .queryParam("branch", "changes/api-content")
        .queryParam("prompt", "content")
        .get("/v1/comparison/content")
        .then()
        .statusCode(200)
        .body("head", equalTo(head))
        .body("digest", equalTo(next.path("nextDigest").asText()))
        .body("entry.purpose", equalTo("Read whole"));
  }

  @Test
  void whatIsNotOnTheBranchIsNotFoundAndAppsMayNotAsk() {
    write("there", "There", null).then().statusCode(201);
    given()
        .auth()
        .oauth2(TestTokens.reviewer("omar"))
        .queryParam("branch", "changes/api-there")
        .queryParam("prompt", "elsewhere")
        .get("/v1/comparison/content")
        .then()
        .statusCode(404)
        .body("type", equalTo("/problems/unknown-prompt"));
    given()
        .auth()
        .oauth2(TestTokens.app("shop"))
        .get("/v1/comparison/content?branch=changes/api-there&prompt=there")
        .then()
        .statusCode(403);
  }

  @Test
  void theRegistryTellsWhatAModelCosts() {
    given()
        .auth()
        .oauth2(TestTokens.service("review-service"))
        .get("/v1/prices?model=openai/gpt-4o-mini")
        .then()
        .statusCode(200)
        .body("inputUsdPerMillionTokens", equalTo(0.15f))
        .body("outputUsdPerMillionTokens", equalTo(0.6f));
    given()
        .auth()
        .oauth2(TestTokens.engineer("ana"))
        .get("/v1/prices?model=acme/unheard-of")
        .then()
        .statusCode(404)
        .body("type", equalTo("/problems/unknown-price"));
    given()
        .auth()
        .oauth2(TestTokens.app("shop"))
        .get("/v1/prices?model=openai/gpt-4o")
        .then()
        .statusCode(403);
  }
}
