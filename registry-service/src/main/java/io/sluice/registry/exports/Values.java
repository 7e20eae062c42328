package io.sluice.registry.exports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Small judgements that the exporters share. */
final class Values {
  private static final ObjectNode PLAIN_INPUT =
      JsonNodeFactory.instance.objectNode().put("type", "string").put("required", true);

  private Values() {}

  /** True for an input of which nothing is lost when only its name is known. */
  static boolean isPlainInput(JsonNode input) {
    return input.equals(PLAIN_INPUT);
  }

  /** A value on one line, as people write it. */
  static String oneLine(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** Text as the body of a file has it: without blank lines around it. */
  static String body(String content) {
    int start = 0;
    for (int i = 0; i < content.length() && Character.isWhitespace(content.charAt(i)); i++) {
      if (content.charAt(i) == '\n') {
        start = i + 1;
      }
    }
    return content.substring(start).stripTrailing();
  }

  /** A copy with fields that the other format has under other names. */
  static ObjectNode renamed(JsonNode parameters, String from, String to) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    parameters
        .fields()
        .forEachRemaining(
            field -> copy.set(field.getKey().equals(from) ? to : field.getKey(), field.getValue()));
    return copy;
  }
}
