package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.Set;

/** The disjoint kinds of JSON values; JSON Schema's {@code number} is two of them. */
enum Kind {
  NULL,
  BOOLEAN,
  OBJECT,
  ARRAY,
  STRING,
  INTEGER,
  /** A number with a fractional part. */
  FRACTION;

  static EnumSet<Kind> all() {
    return EnumSet.allOf(Kind.class);
  }

  static boolean isNumeric(Set<Kind> kinds) {
    return kinds.contains(INTEGER) || kinds.contains(FRACTION);
  }

  /** What the keyword {@code type} allows. */
  static EnumSet<Kind> ofType(JsonNode type) {
    EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
    if (type.isTextual()) {
      kinds.addAll(named(type.textValue()));
    }
    type.elements().forEachRemaining(one -> kinds.addAll(named(one.asText())));
    return kinds;
  }

  private static Set<Kind> named(String name) {
    return switch (name) {
      case "null" -> EnumSet.of(NULL);
      case "boolean" -> EnumSet.of(BOOLEAN);
      case "object" -> EnumSet.of(OBJECT);
      case "array" -> EnumSet.of(ARRAY);
      case "string" -> EnumSet.of(STRING);
      case "integer" -> EnumSet.of(INTEGER);
      case "number" -> EnumSet.of(INTEGER, FRACTION);
      default -> EnumSet.noneOf(Kind.class);
    };
  }

  static Kind ofValue(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> BOOLEAN;
      case OBJECT -> OBJECT;
      case ARRAY -> ARRAY;
      case STRING -> STRING;
      case NUMBER -> value.decimalValue().stripTrailingZeros().scale() <= 0 ? INTEGER : FRACTION;
      default -> NULL;
    };
  }
}
