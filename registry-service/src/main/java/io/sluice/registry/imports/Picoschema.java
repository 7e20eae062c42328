package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Picoschema, Dotprompt's short form of JSON Schema, as its reference defines it: {@code name?:
 * type, description}, {@code name(array, description): type}, {@code (object)}, {@code (enum)} and
 * the wildcard {@code (*)}. What is JSON Schema already stays as it is.
 */
final class Picoschema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Set<String> SCALARS =
      Set.of("string", "number", "integer", "boolean", "null", "any");
  private static final Set<String> TYPES =
      Set.of("string", "number", "integer", "boolean", "null", "object", "array");

  /** What has no counterpart. */
  static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
      super(message);
    }
  }

  private Picoschema() {}

  /**
   * Converts a schema.
   *
   * @throws Unsupported for names of schemas that the application registers, and for broken syntax
   */
  static JsonNode toJsonSchema(JsonNode schema) throws Unsupported {
    if (schema.isTextual()) {
      return scalar(schema.textValue());
    }
    if (!schema.isObject()) {
      throw new Unsupported("a schema is a mapping or a type's name");
    }
    if (TYPES.contains(schema.path("type").asText())) {
      return schema;
    }
    if (schema.path("properties").isObject()) {
      return schema.<ObjectNode>deepCopy().put("type", "object");
    }
    return convert(schema);
  }

  private static ObjectNode convert(JsonNode pico) throws Unsupported {
    if (pico.isTextual()) {
      return scalar(pico.textValue());
    }
    if (!pico.isObject()) {
      throw new Unsupported("a type is a name or a mapping, not " + pico.getNodeType());
    }
    ObjectNode schema = JSON.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JSON.arrayNode();
    JsonNode additional = JSON.booleanNode(false);
    for (Iterator<Map.Entry<String, JsonNode>> it = pico.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      if (field.getKey().equals("(*)")) {
        additional = convert(field.getValue());
      } else {
        property(field.getKey(), field.getValue(), properties, required);
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.set("additionalProperties", additional);
    return schema;
  }

  private static void property(
      String key, JsonNode value, ObjectNode properties, ArrayNode required) throws Unsupported {
    int open = key.indexOf('(');
    String name = open < 0 ? key : key.substring(0, open);
    boolean optional = name.endsWith("?");
    String bare = optional ? name.substring(0, name.length() - 1) : name;
    if (!optional) {
      required.add(bare);
    }
    if (open < 0) {
      properties.set(bare, optional ? nullable(convert(value)) : convert(value));
      return;
    }
    if (!key.endsWith(")")) {
      throw new Unsupported("'" + key + "' has no closing parenthesis");
    }
    String[] info = described(key.substring(open + 1, key.length() - 1));
    ObjectNode property =
        switch (info[0]) {
          case "array" -> {
            ObjectNode array = JSON.objectNode().put("type", "array");
            array.set("items", convert(value));
            yield array;
          }
          case "object" -> convert(value);
          case "enum" -> enumeration(value, optional);
          default -> throw new Unsupported("'" + info[0] + "' in '" + key + "'");
        };
    if (optional) {
      nullable(property);
    }
    if (!info[1].isEmpty()) {
      property.put("description", info[1]);
    }
    properties.set(bare, property);
  }

  private static ObjectNode enumeration(JsonNode values, boolean optional) throws Unsupported {
    if (!values.isArray()) {
      throw new Unsupported("an enum is a list of values");
    }
    ArrayNode all = values.deepCopy();
    if (optional) {
      all.addNull();
    }
    ObjectNode property = JSON.objectNode();
    property.set("enum", all);
    return property;
  }

  private static ObjectNode nullable(ObjectNode property) {
    if (property.path("type").isTextual()) {
      String type = property.path("type").textValue();
      property.putArray("type").add(type).add("null");
    }
    return property;
  }

  private static ObjectNode scalar(String text) throws Unsupported {
    String[] parts = described(text);
    if (!SCALARS.contains(parts[0])) {
      throw new Unsupported("the type '" + parts[0] + "' is registered with an application");
    }
    ObjectNode schema = JSON.objectNode();
    if (!parts[0].equals("any")) {
      schema.put("type", parts[0]);
    }
    if (!parts[1].isEmpty()) {
      schema.put("description", parts[1]);
    }
    return schema;
  }

  /** Type and description, which a first comma parts. */
  private static String[] described(String text) {
    int comma = text.indexOf(',');
    return comma < 0
        ? new String[] {text.strip(), ""}
        : new String[] {text.substring(0, comma).strip(), text.substring(comma + 1).strip()};
  }
}
