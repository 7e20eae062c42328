package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Front matter of a Prompty file, of either version. */
final class PromptyFields {
  private final Draft draft;
  private final ForeignYaml yaml;
  private final JsonNode json;

  PromptyFields(Draft draft, ForeignYaml yaml) {
    this.draft = draft;
    this.yaml = yaml;
    this.json = yaml.json();
  }

  void read() {
    model();
    inputs();
    sample();
    JsonNode outputs = json.path("outputs");
    if (!outputs.isMissingNode() && !outputs.isEmpty()) {
      draft.fields().set("outputSchema", schema(outputs, "/outputs"));
    }
    List<String> tags = new ArrayList<>();
    json.path("tags").forEach(tag -> tags.add(tag.asText()));
    json.path("metadata").path("tags").forEach(tag -> tags.add(tag.asText()));
    Labels.put(draft, tags, yaml.line(json.has("tags") ? "/tags" : "/metadata/tags"));
  }

  private void model() {
    JsonNode model = json.path("model");
    if (model.isTextual()) {
      modelId(model.textValue(), "/model");
      return;
    }
    JsonNode configuration = model.path("configuration");
    String id =
        first(
            model.path("id"),
            configuration.path("name"),
            configuration.path("azure_deployment"),
            configuration.path("model"));
    if (id != null) {
      String provider = model.path("provider").asText("");
      boolean prefixed = provider.isEmpty() || id.contains("/") || id.startsWith("${");
      modelId(prefixed ? id : provider + "/" + id, "/model");
    }
    ModelParameters.put(draft, options(model));
    for (String part : List.of("connection", "configuration", "response")) {
      if (model.has(part)) {
        draft.note(
            yaml.line("/model/" + part),
            "'model." + part + "': calls are the application's matter");
      }
    }
    String api = model.path("apiType").asText(model.path("api").asText("chat"));
    if (!api.equals("chat") && !api.equals("responses")) {
      draft.lost(yaml.line("/model"), "the API type '" + api + "': prompts here are for chat");
    }
  }

  /** The second version's options with what it keeps apart for one provider, or the first's. */
  private static JsonNode options(JsonNode model) {
    if (!(model.path("options") instanceof ObjectNode options)) {
      return model.path("parameters");
    }
    ObjectNode all = options.deepCopy();
    if (all.remove("additionalProperties") instanceof ObjectNode more) {
      all.setAll(more);
    }
    return all;
  }

  /** {@code ${env:NAME:default}} is a place for a value, not one; its default is. */
  private void modelId(String id, String pointer) {
    if (!id.startsWith("${")) {
      draft.fields().put("model", id.strip());
      return;
    }
    String[] reference = id.replaceAll("^\\$\\{|\\}$", "").split(":", 3);
    draft.note(yaml.line(pointer), "the model is a reference: " + id);
    if (reference.length == 3 && !reference[2].isBlank()) {
      draft.fields().put("model", reference[2].strip());
    }
  }

  private void inputs() {
    JsonNode inputs = json.path("inputs");
    if (inputs.isArray()) {
      for (int i = 0; i < inputs.size(); i++) {
        input(inputs.get(i).path("name").asText(), inputs.get(i), yaml.line("/inputs/" + i));
      }
    } else {
      for (Iterator<Map.Entry<String, JsonNode>> it = inputs.fields(); it.hasNext(); ) {
        Map.Entry<String, JsonNode> input = it.next();
        input(input.getKey(), input.getValue(), yaml.line("/inputs/" + input.getKey()));
      }
    }
  }

  private void input(String name, JsonNode given, int line) {
    if (name.isBlank()) {
      draft.note(line, "an input without a name");
      return;
    }
    JsonNode property = given.isObject() ? given : shorthand(given);
    String kind = property.path("kind").asText(property.path("type").asText("string"));
    String type =
        switch (kind) {
          case "string", "integer", "boolean", "number" -> kind;
          case "float" -> "number";
          default -> {
            draft.lost(line, "the kind '" + kind + "' of the input '" + name + "': it is a text");
            yield "string";
          }
        };
    String description = property.path("description").asText("");
    JsonNode example =
        property.has("default") ? property.path("default") : property.path("example");
    if (description.isBlank() && example.isValueNode() && !example.asText().isBlank()) {
      description = "For example: " + example.asText();
    }
    // Without its default an input has to be given; without one it is optional unless it says so.
    boolean required = property.has("default") || property.path("required").asBoolean(false);
    draft.inputs().declare(name, type, required, description);
    if (property.has("default")) {
      draft.note(line, "the default of the input '" + name + "': inputs have no defaults");
    }
    if (property.has("enumValues")) {
      draft.note(line, "the allowed values of the input '" + name + "'");
    }
  }

  private static ObjectNode shorthand(JsonNode value) {
    ObjectNode property = JsonNodeFactory.instance.objectNode();
    property.put(
        "kind",
        value.isInt() || value.isLong()
            ? "integer"
            : value.isNumber()
                ? "float"
                : value.isBoolean() ? "boolean" : value.isArray() ? "array" : "string");
    property.set("default", value);
    return property;
  }

  /** The first version's example values: they declare inputs and are a test case. */
  private void sample() {
    JsonNode sample = json.path("sample");
    if (sample.isTextual()) {
      draft.note(yaml.line("/sample"), "the sample in the file " + sample.textValue());
      return;
    }
    if (!sample.isObject() || sample.isEmpty()) {
      return;
    }
    ObjectNode values = draft.testCase("sample").withObject("/inputs");
    for (Iterator<Map.Entry<String, JsonNode>> it = sample.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> value = it.next();
      values.set(draft.inputs().use(value.getKey()), value.getValue());
    }
  }

  /** Properties as JSON Schema, as the specification converts them. */
  private ObjectNode schema(JsonNode properties, String pointer) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    ObjectNode target = schema.putObject("properties");
    List<String> required = new ArrayList<>();
    if (properties.isArray()) {
      for (JsonNode property : properties) {
        property(property.path("name").asText(), property, target, required, pointer);
      }
    } else {
      properties
          .fields()
          .forEachRemaining(p -> property(p.getKey(), p.getValue(), target, required, pointer));
    }
    if (!required.isEmpty()) {
      required.forEach(schema.putArray("required")::add);
    }
    return schema;
  }

  private void property(
      String name, JsonNode given, ObjectNode target, List<String> required, String pointer) {
    JsonNode property = given.isObject() ? given : shorthand(given);
    target.set(name, propertySchema(name, property, pointer));
    if (property.path("required").asBoolean(false)) {
      required.add(name);
    }
  }

  private ObjectNode propertySchema(String name, JsonNode property, String pointer) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    String kind = property.path("kind").asText(property.path("type").asText("string"));
    switch (kind) {
      case "string", "integer", "boolean", "number" -> schema.put("type", kind);
      case "float" -> schema.put("type", "number");
      case "array" -> {
        schema.put("type", "array");
        if (property.path("items").isObject()) {
          schema.set("items", propertySchema(name, property.path("items"), pointer));
        }
      }
      case "object" -> {
        schema.put("type", "object");
        if (property.has("properties")) {
          schema.setAll(schema(property.path("properties"), pointer));
        }
      }
      default ->
          draft.lost(yaml.line(pointer), "the kind '" + kind + "' of the output '" + name + "'");
    }
    if (property.has("description")) {
      schema.put("description", property.path("description").asText());
    }
    if (property.path("enumValues").isArray()) {
      schema.set("enum", property.path("enumValues"));
    }
    return schema;
  }

  private static @Nullable String first(JsonNode... nodes) {
    for (JsonNode node : nodes) {
      if (node.isTextual() && !node.textValue().isBlank()) {
        return node.textValue();
      }
    }
    return null;
  }
}
