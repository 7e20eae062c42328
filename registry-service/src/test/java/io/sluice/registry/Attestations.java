package io.sluice.registry;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.testkit.TestKeys;
import io.sluice.testkit.TestTokens;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands where the review-service does: states what was approved, and asks for merges. */
public final class Attestations {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger CHANGES = new AtomicInteger(100);

  private Attestations() {}

  public static int nextChange() {
    return CHANGES.incrementAndGet();
  }

  public static JsonNode comparison(String branch) {
    return given()
        .auth()
        .oauth2(TestTokens.service("review-service"))
        .queryParam("branch", "changes/" + branch)
        .get("/v1/comparison")
        .then()
        .statusCode(200)
        .extract()
        .as(JsonNode.class);
  }

  /** The statement that a review-service would sign for a comparison. */
  public static ObjectNode payload(int change, JsonNode comparison) {
    ObjectNode payload = JSON.createObjectNode();
    payload.put("change", change);
    payload.put("changeDigest", "sha256:" + "0".repeat(64));
    payload.put("branch", comparison.path("branch").asText());
    payload.put("head", comparison.path("head").asText());
    payload.put("title", comparison.path("title").asText());
    payload.put("author", "ana");
    payload.putArray("pushers").add("ana");
    payload.putArray("approvals").addObject().put("by", "omar").put("at", "2026-03-01T10:00:00Z");
    payload.put("mergedBy", "omar");
    payload.put("mergedAt", "2026-03-01T10:00:00Z");
    ArrayNode files = payload.putArray("files");
    for (JsonNode file : comparison.path("files")) {
      ObjectNode approved = files.addObject();
      approved.put("path", file.path("path").asText());
      approved.set("blob", file.path("newBlob"));
    }
    ArrayNode versions = payload.putArray("versions");
    for (JsonNode prompt : comparison.path("prompts")) {
      if (!prompt.path("nextVersion").isNull()) {
        versions
            .addObject()
            .put("prompt", prompt.path("prompt").asText())
            .put("version", prompt.path("nextVersion").asInt())
            .put("digest", prompt.path("nextDigest").asText());
      }
    }
    ArrayNode promotions = payload.putArray("promotions");
    for (JsonNode promotion : comparison.path("promotions")) {
      promotions
          .addObject()
          .put("environment", promotion.path("environment").asText())
          .put("prompt", promotion.path("prompt").asText())
          .put("version", promotion.path("version").asInt())
          .put("digest", promotion.path("digest").asText());
    }
    return payload;
  }

  public static String sign(ObjectNode payload) {
    return SignedApproval.sign(TestKeys.get().attestationKey(), payload.toString());
  }

  public static Response merge(String attestation, String parent) {
    return given()
        .auth()
        .oauth2(TestTokens.service("review-service"))
        .contentType("application/json")
        .body(JSON.createObjectNode().put("attestation", attestation).put("parent", parent))
        .post("/v1/merges");
  }

  /** Merges a pushed branch as it is. */
  public static JsonNode mergeBranch(String branch) {
    JsonNode comparison = comparison(branch);
    return merge(sign(payload(nextChange(), comparison)), comparison.path("mainHead").asText())
        .then()
        .statusCode(200)
        .extract()
        .as(JsonNode.class);
  }
}
