package io.sluice.testkit;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What every service promises of its HTTP side, whatever it is for. */
public abstract class HttpContract {
  /** A GET path that some role may read and that answers 200 or 404 for it. */
  protected abstract String readablePath();

  /** The role that may. */
  protected abstract String readerRole();

  /** A role that may not. */
  protected abstract String strangerRole();

  /** A POST path that takes JSON. */
  protected abstract String postPath();

  /** The role that may post. */
  protected abstract String posterRole();

  @Test
  void aGoodTokenIsLetIn() {
    withToken(TestTokens.of("ana", readerRole()))
        .get(readablePath())
        .then()
        .statusCode(not(401))
        .statusCode(not(403));
  }

  @Test
  void noTokenIs401() {
    refused(given(), 401, "/problems/unauthenticated");
  }

  @Test
  void anotherRoleIs403() {
    refused(withToken(TestTokens.of("bob", strangerRole())), 403, "/problems/forbidden");
  }

  @Test
  void garbageIs401() {
    refused(withToken("not-a-token"), 401, "/problems/unauthenticated");
  }

  @Test
  void anExpiredTokenIs401() {
    Instant past = Instant.now().minus(Duration.ofHours(2));
    refused(
        withToken(
            TestTokens.sign(claims().issuedAt(past).expiresAt(past.plus(Duration.ofHours(1))))),
        401,
        "/problems/unauthenticated");
  }

  @Test
  void aTokenThatLivesTooLongIs401() {
    Instant now = Instant.now();
    refused(
        withToken(
            TestTokens.sign(claims().issuedAt(now).expiresAt(now.plus(Duration.ofDays(365))))),
        401,
        "/problems/unauthenticated");
  }

  @Test
  void anotherIssuerIs401() {
    refused(
        withToken(TestTokens.sign(claims().issuer("https://elsewhere.example"))),
        401,
        "/problems/unauthenticated");
  }

  @Test
  void anotherAudienceIs401() {
    refused(
        withToken(TestTokens.sign(claims().audience("something-else"))),
        401,
        "/problems/unauthenticated");
  }

  @Test
  void aStrangersKeyIs401() throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String token = claims().jws().sign(generator.generateKeyPair().getPrivate());
    refused(withToken(token), 401, "/problems/unauthenticated");
  }

  /** The public key must not pass for an HMAC secret (RFC 8725, section 2.1). */
  @Test
  void anotherAlgorithmIs401() {
    byte[] publicKey = TestKeys.get().tokenKeys().getPublic().getEncoded();
    String token = claims().jws().sign(new SecretKeySpec(publicKey, "HmacSHA256"));
    refused(withToken(token), 401, "/problems/unauthenticated");
  }

  @Test
  void anUnknownPathIs404WithAProblem() {
    given()
        .get("/v1/no/such/path")
        .then()
        .statusCode(404)
        .contentType(startsWith("application/problem+json"))
        .body("type", equalTo("/problems/not-found"));
  }

  /** By a client that sends paths as they are. */
  @Test
  void anAmbiguousPathIsRefusedBeforeRouting() throws IOException, InterruptedException {
    for (String path : List.of("/v1/prompts%2Fx", "/v1//prompts", "/v1/prompts;a=b", "/v1/a%00")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path)).build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals(400, answer.statusCode(), path);
      assertTrue(answer.body().contains("/problems/unsafe-path"), answer.body());
    }
  }

  @Test
  void malformedJsonIs400AndNamesNoClass() {
    for (String body : List.of("{", "[]", "{\"noSuchProperty\": 1}", "\"text\"", "{} {}")) {
      withToken(TestTokens.of("ana", posterRole()))
          .contentType("application/json")
          .body(body)
          .post(postPath())
          .then()
          .statusCode(400)
          .contentType(startsWith("application/problem+json"))
          .body("detail", not(containsString("io.sluice")))
          .body("detail", not(containsString("java.")));
    }
  }

  @Test
  void anotherContentTypeIs415() {
    withToken(TestTokens.of("ana", posterRole()))
        .contentType("text/plain")
        .body("hello")
        .post(postPath())
        .then()
        .statusCode(415)
        .contentType(startsWith("application/problem+json"));
  }

  @Test
  void aHugeBodyIs413() {
    withToken(TestTokens.of("ana", posterRole()))
        .contentType("application/json")
        .body(new byte[13 * 1024 * 1024])
        .post(postPath())
        .then()
        .statusCode(413)
        .contentType(startsWith("application/problem+json"));
  }

  private JwtClaimsBuilder claims() {
    return TestTokens.claims("ana", Set.of(readerRole()), List.of());
  }

  private void refused(RequestSpecification request, int status, String type) {
    request
        .get(readablePath())
        .then()
        .statusCode(status)
        .contentType(startsWith("application/problem+json"))
        .body("type", equalTo(type));
  }

  private static RequestSpecification withToken(String token) {
    return given().auth().oauth2(token);
  }
}
