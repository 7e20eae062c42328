package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.json.CanonicalJson;
import org.jspecify.annotations.Nullable;

/**
 * What a version is: the parsed entry and its suite. Two files that parse to the same values are
 * the same version, however they are formatted.
 *
 * @param prompt the parsed {@code prompt.yaml}
 * @param tests the parsed {@code tests.yaml}, or null when the prompt has none
 */
public record VersionContent(JsonNode prompt, @Nullable JsonNode tests) {

  /**
   * The version's identity: SHA-256 over RFC 8785 canonical JSON of the entry together with the
   * suite's own digest, so that whoever holds the entry can check it without the suite.
   *
   * @return {@code sha256:<64 hex digits>}
   */
  public String digest() {
    return CanonicalJson.digest(attested().toString());
  }

  /** What the digest is taken over: {@code {"prompt": entry, "tests": digest or null}}. */
  public ObjectNode attested() {
    ObjectNode attested = JsonNodeFactory.instance.objectNode();
    attested.set("prompt", prompt);
    JsonNode suite = tests;
    attested.put("tests", suite == null ? null : CanonicalJson.digest(suite.toString()));
    return attested;
  }
}
