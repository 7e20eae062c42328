package io.sluice.review.comment;

import static io.restassured.RestAssured.given;
import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.OPERATOR;
import static io.sluice.review.support.ReviewApi.SERVICE;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.unique;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.http.ContentType;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ReviewTest
class CommentTest {
  RegistryStandIn registry;
  String path;

  @BeforeEach
  void aPushedChange() {
    registry.reset();
    String prompt = unique("comment");
    registry.push("changes/" + prompt, "ana", prompt, "v1");
    path = "/v1/changes/" + hint("changes/" + prompt);
  }

  private int comment(String key, String text) {
    return given()
        .auth()
        .oauth2(OMAR)
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body(Map.of("text", text))
        .post(path + "/comments")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  @Test
  void commentsAreInTheTimeline() {
    post(OMAR, path + "/comments", Map.of("text", "Why shorter?"))
        .then()
        .statusCode(201)
        .body("by", equalTo("omar"))
        .body("event", equalTo("commented"));
    post(ANA, path + "/comments", Map.of("text", "Customers skim.")).then().statusCode(201);
    post(OPERATOR, path + "/comments", Map.of("text", "Fine.")).then().statusCode(201);
    get(OMAR, path + "/timeline")
        .then()
        .body("items.by", equalTo(List.of("ana", "omar", "ana", "olga")))
        .body("items[1].detail", equalTo("Why shorter?"));
  }

  @Test
  void aRepeatedCommentIsOne() {
    String key = unique("comment-key");
    assertEquals(comment(key, "Once."), comment(key, "Once."));
    get(OMAR, path + "/timeline").then().body("items.size()", equalTo(2));
    given()
        .auth()
        .oauth2(OMAR)
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body(Map.of("text", "Something else."))
        .post(path + "/comments")
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/idempotency-key-reused"));
  }

  @Test
  void machinesDoNotComment() {
    post(APP, path + "/comments", Map.of("text", "hi")).then().statusCode(403);
    post(SERVICE, path + "/comments", Map.of("text", "hi")).then().statusCode(403);
  }

  @Test
  void emptyAndEndlessCommentsAreRefused() {
    post(OMAR, path + "/comments", Map.of()).then().statusCode(400);
    post(OMAR, path + "/comments", Map.of("text", " ")).then().statusCode(400);
    post(OMAR, path + "/comments", Map.of("text", "x".repeat(10_001))).then().statusCode(400);
    post(OMAR, path + "/comments", Map.of("text", "hi", "by", "ana")).then().statusCode(400);
    post(OMAR, "/v1/changes/999999/comments", Map.of("text", "hi")).then().statusCode(404);
  }
}
