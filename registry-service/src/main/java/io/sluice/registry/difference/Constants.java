package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Single values as schemas. */
final class Constants {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** On a schema that was made here; no keyword, so it asserts nothing. */
  static final String MARK = "x-structure";

  private Constants() {}

  /** A constant, said by every keyword that can say it. */
  static ObjectNode structure(JsonNode value) {
    ObjectNode schema = JSON.objectNode();
    schema.set("const", value);
    schema.put(MARK, true);
    switch (Kind.ofValue(value)) {
      case NULL -> schema.put("type", "null");
      case BOOLEAN -> schema.put("type", "boolean");
      case STRING -> {
        int length = value.textValue().codePointCount(0, value.textValue().length());
        schema.put("type", "string").put("minLength", length).put("maxLength", length);
      }
      case INTEGER -> schema.put("type", "integer").set("minimum", value);
      case FRACTION -> schema.put("type", "number").set("minimum", value);
      case ARRAY -> {
        schema.put("type", "array").put("minItems", value.size()).put("maxItems", value.size());
        value.forEach(
            item -> schema.withArray("prefixItems").add(JSON.objectNode().set("const", item)));
        schema.put("items", false);
      }
      case OBJECT -> {
        schema.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        schema.putArray("required");
        value
            .fields()
            .forEachRemaining(
                field -> {
                  properties.putObject(field.getKey()).set("const", field.getValue());
                  schema.withArray("required").add(field.getKey());
                });
      }
    }
    if (value.isNumber()) {
      schema.set("maximum", value);
    }
    return schema;
  }
}
