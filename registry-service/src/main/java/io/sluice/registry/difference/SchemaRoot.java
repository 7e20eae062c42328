package io.sluice.registry.difference;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A whole schema, in which local references are looked up. */
final class SchemaRoot {
  private final JsonNode root;
  private final boolean rebased;

  SchemaRoot(JsonNode root) {
    this.root = root;
    this.rebased = root.findValue("$id") != null;
  }

  JsonNode json() {
    return root;
  }

  /** What a {@code $ref} names; empty when it is not a JSON pointer into this very schema. */
  Optional<JsonNode> find(JsonNode reference) {
    if (rebased || !reference.isTextual() || !reference.textValue().startsWith("#")) {
      return Optional.empty();
    }
    try {
      String pointer =
          URLDecoder.decode(
              reference.textValue().substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
      JsonNode found = root.at(JsonPointer.compile(pointer));
      return found.isObject() || found.isBoolean() ? Optional.of(found) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
