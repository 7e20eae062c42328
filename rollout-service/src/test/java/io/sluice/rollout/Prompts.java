package io.sluice.rollout;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.testkit.TestKeys;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.PublicJsonWebKey;

/**
 * Versions of prompts with real attestations, for {@code production} and {@code staging}, and
 * plans.
 */
public final class Prompts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicLong CHANGES = new AtomicLong(1);

  private Prompts() {}

  /** A version as the registry hands it out. */
  public record Version(
      String prompt, int version, long change, String digest, String content, String attestation) {

    /** The same version under another approval. */
    public Version approvedAgain() {
      return attested(prompt, version, content, CHANGES.getAndIncrement(), signingKey());
    }

    /** The same approval over another content. */
    public Version withContent(String other) {
      return new Version(prompt, version, change, digest, other, attestation);
    }

    public Version withAttestation(String other) {
      return new Version(prompt, version, change, digest, content, other);
    }

    ObjectNode json() {
      try {
        ObjectNode node = JSON.createObjectNode();
        node.put("version", version);
        node.put("digest", digest);
        node.set("content", JSON.readTree(content));
        node.put("attestation", attestation);
        return node;
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** An approved version whose system message names it. */
  public static Version version(String prompt, int version) {
    return attested(
        prompt,
        version,
        content(prompt, "You are version " + version + "."),
        CHANGES.getAndIncrement(),
        signingKey());
  }

  /**
   * An approved version with another output schema.
   *
   * @param schema as JSON; null for none
   */
  public static Version versionWithSchema(String prompt, int version, String schema) {
    try {
      ObjectNode content =
          (ObjectNode) JSON.readTree(content(prompt, "You are version " + version + "."));
      ObjectNode entry = (ObjectNode) content.path("prompt");
      if (schema == null) {
        entry.remove("outputSchema");
      } else {
        entry.set("outputSchema", JSON.readTree(schema));
      }
      long change = CHANGES.getAndIncrement();
      return attested(prompt, version, content.toString(), change, signingKey());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A version whose attestation is signed with a key that nobody trusts. */
  public static Version forged(String prompt, int version, PublicJsonWebKey key) {
    return attested(
        prompt, version, content(prompt, "I was never approved."), CHANGES.getAndIncrement(), key);
  }

  public static String content(String prompt, String system) {
    ObjectNode content = JSON.createObjectNode();
    ObjectNode entry = content.putObject("prompt");
    entry.put("apiVersion", "sluice/v1");
    entry.put("id", prompt);
    entry.put("owner", "omar@example.com");
    entry.put("model", "anthropic/claude-sonnet-4-6");
    entry.putObject("modelParameters").put("temperature", 0.2).put("maxTokens", 300);
    ObjectNode inputs = entry.putObject("inputs");
    inputs.putObject("email").put("type", "string").put("required", true).put("maxLength", 50);
    inputs.putObject("tone").put("type", "string").put("required", false);
    var messages = entry.putArray("messages");
    messages.addObject().put("role", "system").put("content", system);
    messages.addObject().put("role", "user").put("content", "{{email}}{{tone}}");
    entry.putObject("outputSchema").put("type", "object");
    content.putNull("tests");
    return content.toString();
  }

  /** Stages 10, 50, 100 without waiting times, and a watch. */
  public static ObjectNode plan(String watch) {
    ObjectNode plan = JSON.createObjectNode();
    plan.putArray("stages").add(10).add(50).add(100);
    plan.put("minStageTime", "0s");
    plan.put("watch", watch);
    plan.put("holdback", 5);
    plan.put("maturity", "1s");
    plan.put("alpha", 0.01);
    plan.put("absoluteMargin", 0.2);
    return plan;
  }

  private static Version attested(
      String prompt, int version, String content, long change, PublicJsonWebKey key) {
    String digest = CanonicalJson.digest(content);
    ObjectNode payload = JSON.createObjectNode();
    payload.put("change", change);
    payload.put("changeDigest", "sha256:0");
    payload.put("author", "ana");
    payload.put("mergedBy", "omar");
    ArrayNode promotions = payload.putArray("promotions");
    for (String environment : List.of("production", "staging")) {
      promotions
          .addObject()
          .put("environment", environment)
          .put("prompt", prompt)
          .put("version", version)
          .put("digest", digest);
    }
    String attestation = SignedApproval.sign(key, payload.toString());
    return new Version(prompt, version, change, digest, content, attestation);
  }

  private static PublicJsonWebKey signingKey() {
    return TestKeys.get().attestationKey();
  }
}
