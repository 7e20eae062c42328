package io.sluice.rollout.serving;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** Values as they are inserted into a template: text as it is, anything else as JSON. */
final class Inputs {
  private Inputs() {}

  static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }

  static Map<String, String> texts(Map<String, JsonNode> inputs) {
    Map<String, String> texts = new HashMap<>();
    inputs.forEach((name, value) -> texts.put(name, value.isNull() ? "" : text(value)));
    return texts;
  }
}
