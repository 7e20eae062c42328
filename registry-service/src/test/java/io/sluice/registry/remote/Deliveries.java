package io.sluice.registry.remote;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Push webhooks in the shapes of the three servers, cut down to what surrounds what is read. */
final class Deliveries {
  private Deliveries() {}

  static String github(String ref, String before, String after, String login) {
    return """
        {"ref": "%s", "before": "%s", "after": "%s", "created": false, "deleted": false,
         "forced": false, "repository": {"id": 1, "full_name": "acme/prompts"},
         "pusher": {"name": "%s", "email": "someone@example.com"},
         "sender": {"login": "%s", "id": 2, "type": "User"},
         "commits": [{"id": "%s", "author": {"name": "Mallory", "username": "mallory"}}]}
        """
        .formatted(ref, before, after, login, login, after);
  }

  static String gitea(String ref, String before, String after, String login) {
    return """
        {"ref": "%s", "before": "%s", "after": "%s",
         "commits": [{"id": "%s", "author": {"name": "Mallory", "username": "mallory"}}],
         "repository": {"id": 140, "full_name": "acme/prompts"},
         "pusher": {"id": 1, "login": "%s", "username": "%s"},
         "sender": {"id": 1, "login": "%s", "username": "%s"}}
        """
        .formatted(ref, before, after, after, login, login, login, login);
  }

  static String gitlab(String ref, String before, String after, String username) {
    return """
        {"object_kind": "push", "event_name": "push", "before": "%s", "after": "%s", "ref": "%s",
         "checkout_sha": "%s", "user_id": 4, "user_name": "Mallory", "user_username": "%s",
         "user_email": "mallory@example.com", "project_id": 15,
         "commits": [{"id": "%s", "author": {"name": "Mallory"}}], "total_commits_count": 1}
        """
        .formatted(before, after, ref, after, username, after);
  }

  static String hmac(String secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static RequestSpecification json() {
    return given().contentType("application/json");
  }

  /** A delivery that GitHub would sign. */
  static Response deliverGithub(String body) {
    return json()
        .header("X-GitHub-Event", "push")
        .header("X-Hub-Signature-256", "sha256=" + hmac(GitServerResource.SECRET, body))
        .body(body)
        .post("/v1/hooks/github");
  }
}
