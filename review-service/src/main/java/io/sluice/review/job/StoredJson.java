package io.sluice.review.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON that this service has written itself. */
final class StoredJson {
  private StoredJson() {}

  static JsonNode tree(ObjectMapper json, String text) {
    return read(json, text, JsonNode.class);
  }

  static <T> T read(ObjectMapper json, String text, Class<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored evaluation cannot be read", e);
    }
  }

  static <T> T read(ObjectMapper json, String text, TypeReference<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored evaluation cannot be read", e);
    }
  }

  static String write(ObjectMapper json, Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Records can be written as JSON", e);
    }
  }
}
