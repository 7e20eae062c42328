package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** Equality of JSON values as JSON Schema means it: 1 and 1.0 are the same. */
final class JsonValues {
  private JsonValues() {}

  static boolean same(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue()) == 0;
    }
    if (one.getNodeType() != other.getNodeType() || one.size() != other.size()) {
      return false;
    }
    if (one.isArray()) {
      for (int i = 0; i < one.size(); i++) {
        if (!same(one.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (one.isObject()) {
      Iterator<Map.Entry<String, JsonNode>> fields = one.fields();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        JsonNode there = other.get(field.getKey());
        if (there == null || !same(field.getValue(), there)) {
          return false;
        }
      }
      return true;
    }
    return one.equals(other);
  }

  /** A value in a sentence, cut to a readable length. */
  static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
