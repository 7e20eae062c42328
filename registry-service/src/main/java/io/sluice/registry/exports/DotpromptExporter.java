package io.sluice.registry.exports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Writes Dotprompt. */
final class DotpromptExporter {
  private static final Set<String> SCHEMA_TYPES =
      Set.of("object", "array", "string", "number", "integer", "boolean", "null");

  private final JsonNode entry;
  private final BodyFile file;

  DotpromptExporter(JsonNode entry, int version, boolean hasTests) {
    this.entry = entry;
    this.file = new BodyFile(entry, version, hasTests);
  }

  Exported write() {
    ObjectNode front = JsonNodeFactory.instance.objectNode();
    front.put("name", entry.path("id").asText());
    front.set("description", entry.path("purpose"));
    front.set("model", entry.path("model"));
    if (!entry.path("modelParameters").isEmpty()) {
      front.set(
          "config", Values.renamed(entry.path("modelParameters"), "maxTokens", "maxOutputTokens"));
    }
    inputs(front);
    output(front);
    StringBuilder body = new StringBuilder();
    for (JsonNode message : entry.path("messages")) {
      String role = message.path("role").asText();
      body.append("{{role \"")
          .append(role.equals("assistant") ? "model" : role)
          .append("\"}}\n")
          .append(escaped(Values.body(message.path("content").asText())))
          .append("\n");
    }
    return file.write("Dotprompt", ".prompt", front, body.toString());
  }

  /** Picoschema; what it cannot say of an input is kept beside it. */
  private void inputs(ObjectNode front) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    for (Iterator<Map.Entry<String, JsonNode>> it = entry.path("inputs").fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> input = it.next();
      JsonNode value = input.getValue();
      String description = value.path("description").asText("").replaceAll("\\s+", " ");
      schema.put(
          input.getKey() + (value.path("required").asBoolean(false) ? "" : "?"),
          value.path("type").asText("string") + (description.isEmpty() ? "" : ", " + description));
    }
    if (!schema.isEmpty()) {
      front.putObject("input").set("schema", schema);
      file.keep("inputs");
    }
  }

  private void output(ObjectNode front) {
    JsonNode schema = entry.path("outputSchema");
    if (!schema.isObject()) {
      return;
    }
    ObjectNode output = front.putObject("output").put("format", "json");
    if (SCHEMA_TYPES.contains(schema.path("type").asText())) {
      output.set("schema", schema);
    } else {
      file.keep("outputSchema");
    }
  }

  /** A backslash before double braces would make Handlebars print them. */
  private static String escaped(String content) {
    return content.replace("\\{{", "\\\\{{");
  }
}
