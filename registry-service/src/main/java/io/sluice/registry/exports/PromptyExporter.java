package io.sluice.registry.exports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes Prompty, second version. */
final class PromptyExporter {
  private static final Set<String> OPTIONS =
      Set.of(
          "temperature",
          "maxOutputTokens",
          "topP",
          "topK",
          "frequencyPenalty",
          "presencePenalty",
          "seed",
          "stopSequences");
  private static final Pattern ROLE_LINE =
      Pattern.compile(
          "(?im)^([ \\t]*#?[ \\t]*)((?:system|user|assistant)(?:\\[[^\\]\\n]*\\])?[ \\t]*:[ \\t]*)$");

  private final JsonNode entry;
  private final BodyFile file;

  PromptyExporter(JsonNode entry, int version, boolean hasTests) {
    this.entry = entry;
    this.file = new BodyFile(entry, version, hasTests);
  }

  Exported write() {
    ObjectNode front = JsonNodeFactory.instance.objectNode();
    front.put("name", entry.path("id").asText());
    front.set("description", entry.path("purpose"));
    model(front.putObject("model"));
    inputs(front);
    if (entry.path("outputSchema").isObject()) {
      file.keep("outputSchema");
    }
    front.put("template", "jinja2");
    StringBuilder body = new StringBuilder();
    for (JsonNode message : entry.path("messages")) {
      body.append(message.path("role").asText())
          .append(":\n")
          .append(escaped(Values.body(message.path("content").asText())))
          .append("\n\n");
    }
    return file.write("Prompty", ".prompty", front, body.toString().stripTrailing() + "\n");
  }

  private void model(ObjectNode model) {
    model.set("id", entry.path("model"));
    model.put("apiType", "chat");
    ObjectNode parameters =
        Values.renamed(entry.path("modelParameters"), "maxTokens", "maxOutputTokens");
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    ObjectNode more = JsonNodeFactory.instance.objectNode();
    parameters
        .fields()
        .forEachRemaining(
            p -> (OPTIONS.contains(p.getKey()) ? options : more).set(p.getKey(), p.getValue()));
    if (!more.isEmpty()) {
      options.set("additionalProperties", more);
    }
    if (!options.isEmpty()) {
      model.set("options", options);
    }
  }

  private void inputs(ObjectNode front) {
    ArrayNode inputs = JsonNodeFactory.instance.arrayNode();
    for (Iterator<Map.Entry<String, JsonNode>> it = entry.path("inputs").fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> input = it.next();
      String type = input.getValue().path("type").asText("string");
      ObjectNode property = inputs.addObject();
      property.put("name", input.getKey());
      property.put("kind", type.equals("number") ? "float" : type);
      if (input.getValue().has("description")) {
        property.set("description", input.getValue().get("description"));
      }
      property.put("required", input.getValue().path("required").asBoolean(false));
    }
    if (!inputs.isEmpty()) {
      front.set("inputs", inputs);
      file.keep("inputs");
    }
  }

  /** What Jinja or the role parser would read as its own is written as a literal. */
  private static String escaped(String content) {
    String text = content.replace("{%", "{{ \"{%\" }}").replace("{#", "{{ \"{#\" }}");
    return ROLE_LINE.matcher(text).replaceAll("$1{{ \"$2\" }}");
  }
}
