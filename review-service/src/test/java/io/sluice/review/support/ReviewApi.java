package io.sluice.review.support;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.sluice.testkit.TestTokens;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls that tests make, and the people who make them. */
public final class ReviewApi {
  public static final String ANA = TestTokens.engineer("ana");
  public static final String BEN = TestTokens.engineer("ben");
  public static final String OMAR = TestTokens.reviewer("omar");
  public static final String RIA = TestTokens.reviewer("ria");
  public static final String OPERATOR = TestTokens.operator("olga");
  public static final String APP = TestTokens.app("mailer");
  public static final String SERVICE = TestTokens.service("registry-service");

  private static final AtomicInteger NAMES = new AtomicInteger();

  private ReviewApi() {}

  /** A branch and prompt name that no other test uses. */
  public static String unique(String stem) {
    return stem + "-" + NAMES.incrementAndGet();
  }

  public static Response get(String token, String path) {
    return given().auth().oauth2(token).get(path);
  }

  public static Response post(String token, String path, Object body) {
    return given().auth().oauth2(token).contentType(ContentType.JSON).body(body).post(path);
  }

  public static Response put(String token, String path, Object body) {
    return given().auth().oauth2(token).contentType(ContentType.JSON).body(body).put(path);
  }

  public static Response delete(String token, String path) {
    return given().auth().oauth2(token).delete(path);
  }

  /** Tells the service about a branch and returns the change's number. */
  public static long hint(String branch) {
    return post(SERVICE, "/v1/hints/branches", Map.of("branch", branch))
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getLong("change");
  }

  public static JsonPath change(long number) {
    return get(OMAR, "/v1/changes/" + number).then().statusCode(200).extract().jsonPath();
  }

  public static String digest(long number) {
    return change(number).getString("digest");
  }

  public static ValidatableResponse approve(String token, long number, String digest) {
    return post(token, "/v1/changes/" + number + "/approvals", Map.of("digest", digest)).then();
  }

  public static ValidatableResponse merge(String token, long number, String digest) {
    return post(token, "/v1/changes/" + number + "/merge", Map.of("digest", digest)).then();
  }
}
