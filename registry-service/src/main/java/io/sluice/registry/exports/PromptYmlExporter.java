package io.sluice.registry.exports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.format.YamlWriter;
import java.util.ArrayList;
import java.util.List;

/** Writes GitHub Models' {@code .prompt.yml}. It takes no metadata: the rest is in the header. */
final class PromptYmlExporter {
  private static final ObjectNode ONLY_JSON =
      JsonNodeFactory.instance.objectNode().put("type", "object");

  private final JsonNode entry;
  private final int version;
  private final boolean hasTests;
  private final List<String> notExpressed = new ArrayList<>();

  PromptYmlExporter(JsonNode entry, int version, boolean hasTests) {
    this.entry = entry;
    this.version = version;
    this.hasTests = hasTests;
  }

  Exported write() {
    String id = entry.path("id").asText();
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    file.put("name", id);
    file.set("description", entry.path("purpose"));
    file.set("model", entry.path("model"));
    if (!entry.path("modelParameters").isEmpty()) {
      file.set("modelParameters", entry.path("modelParameters"));
    }
    JsonNode schema = entry.path("outputSchema");
    if (schema.equals(ONLY_JSON)) {
      file.put("responseFormat", "json_object");
    } else if (schema.isObject()) {
      ObjectNode wrapper = JsonNodeFactory.instance.objectNode();
      wrapper.put("name", id.replaceAll("[^a-zA-Z0-9_-]", "_"));
      wrapper.set("schema", schema);
      file.put("responseFormat", "json_schema");
      file.put("jsonSchema", wrapper.toPrettyString());
    }
    file.set("messages", entry.path("messages"));
    missing();
    String header = Header.of(entry, version, ".prompt.yml", notExpressed);
    return new Exported(
        id + ".prompt.yml", "application/yaml", header + YamlWriter.write(file), notExpressed);
  }

  private void missing() {
    for (String field : List.of("owner", "team", "knownIssues", "limits", "labels", "lifecycle")) {
      if (entry.has(field)) {
        notExpressed.add(field + ": " + Values.oneLine(entry.get(field)));
      }
    }
    entry
        .path("inputs")
        .fields()
        .forEachRemaining(
            input -> {
              if (!Values.isPlainInput(input.getValue())) {
                notExpressed.add("inputs." + input.getKey() + ": " + input.getValue());
              }
            });
    if (hasTests) {
      notExpressed.add("the test suite");
    }
  }
}
