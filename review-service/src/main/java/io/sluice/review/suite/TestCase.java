package io.sluice.review.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One case of a suite.
 *
 * @param inputs an object: value by name of the input
 * @param assertions an array, as {@code assert} of {@code tests.yaml}
 */
public record TestCase(String name, List<String> tags, JsonNode inputs, JsonNode assertions) {
  public TestCase {
    Objects.requireNonNull(name, "name");
    tags = List.copyOf(tags);
  }

  static TestCase of(JsonNode json) {
    List<String> tags = new ArrayList<>();
    json.path("tags").forEach(tag -> tags.add(tag.asText()));
    JsonNodeFactory empty = JsonNodeFactory.instance;
    return new TestCase(
        json.path("name").asText(),
        tags,
        json.path("inputs").isObject() ? json.path("inputs") : empty.objectNode(),
        json.path("assert").isArray() ? json.path("assert") : empty.arrayNode());
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", name);
    tags.forEach(json.putArray("tags")::add);
    json.set("inputs", inputs);
    json.set("assert", assertions);
    return json;
  }

  /** Inputs as the template takes them: texts as they are, numbers and booleans as JSON. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    inputs
        .fields()
        .forEachRemaining(
            input -> {
              JsonNode value = input.getValue();
              if (!value.isNull()) {
                texts.put(input.getKey(), value.isTextual() ? value.textValue() : value.toString());
              }
            });
    return texts;
  }
}
