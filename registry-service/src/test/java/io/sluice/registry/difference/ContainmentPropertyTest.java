package io.sluice.registry.difference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Holds verdicts against a real validator: random pairs of schemas, random and edge documents.
 * "Compatible" must never be said where a document is valid under the new schema and not under the
 * old.
 */
class ContainmentPropertyTest {
  private static final long SEED = Long.getLong("sluice.containment.seed", 20_260_301L);
  private static final int PAIRS = Integer.getInteger("sluice.containment.pairs", 1_000);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final List<String> TYPES =
      List.of("null", "boolean", "object", "array", "number", "integer", "string");

  private final Random random = new Random(SEED);

  @Test
  void compatibleIsNeverSaidOfWhatADocumentContradicts() {
    System.out.println("seed " + SEED);
    int compatible = 0;
    int breaking = 0;
    int unknown = 0;
    for (int i = 0; i < PAIRS; i++) {
      ObjectNode before = root();
      ObjectNode after = random.nextInt(3) == 0 ? root() : mutated(before);
      OutputImpact impact = OutputImpact.of(before, after);
      CounterExample.Check old = CounterExample.check(before);
      CounterExample.Check now = CounterExample.check(after);
      String pair = "pair " + i + "\nold " + before + "\nnew " + after + "\n" + impact;
      switch (impact.verdict()) {
        case COMPATIBLE -> {
          compatible++;
          for (JsonNode sample : Samples.of(after, before)) {
            contradicts(sample, old, now, pair);
          }
          for (int j = 0; j < 30; j++) {
            contradicts(document(3), old, now, pair);
          }
        }
        case BREAKING -> {
          breaking++;
          assertTrue(now.accepts(impact.example()), pair);
          assertFalse(old.accepts(impact.example()), pair);
        }
        case UNKNOWN -> {
          unknown++;
          assertFalse(impact.reasons().isEmpty(), pair);
        }
      }
    }
    System.out.printf("%d compatible, %d breaking, %d unknown%n", compatible, breaking, unknown);
    assertTrue(compatible > PAIRS / 10, "compatible " + compatible);
    assertTrue(breaking > PAIRS / 10, "breaking " + breaking);
    assertTrue(unknown < PAIRS / 4, "unknown " + unknown);
  }

  private static void contradicts(
      JsonNode document, CounterExample.Check old, CounterExample.Check now, String pair) {
    boolean contradiction;
    try {
      contradiction = now.accepts(document) && !old.accepts(document);
    } catch (StackOverflowError e) {
      // A schema that refers to itself without end means nothing, to the validator neither.
      return;
    }
    assertFalse(contradiction, () -> document + "\n" + pair);
  }

  @Test
  void everySchemaIsCompatibleWithItself() {
    for (int i = 0; i < 300; i++) {
      ObjectNode schema = root();
      assertEquals(List.of(), Containment.gaps(schema, schema.deepCopy()), schema::toString);
    }
  }

  private ObjectNode root() {
    ObjectNode schema = object(3);
    schema.putObject("$defs").set("d", object(1));
    return schema;
  }

  private JsonNode schema(int depth) {
    return switch (random.nextInt(14)) {
      case 0 -> JSON.booleanNode(random.nextInt(3) > 0);
      case 1 -> JSON.objectNode().put("$ref", "#/$defs/d");
      default -> object(depth);
    };
  }

  private ObjectNode object(int depth) {
    ObjectNode schema = JSON.objectNode();
    int keywords = 1 + random.nextInt(3);
    for (int i = 0; i < keywords; i++) {
      keyword(schema, depth);
    }
    return schema;
  }

  private void keyword(ObjectNode schema, int depth) {
    int number = random.nextInt(7) - 2;
    int size = random.nextInt(4);
    switch (random.nextInt(depth > 0 ? 36 : 20)) {
      case 0, 1, 2, 3 -> schema.put("type", TYPES.get(random.nextInt(TYPES.size())));
      case 4 ->
          schema
              .putArray("type")
              .add(TYPES.get(random.nextInt(3)))
              .add(TYPES.get(3 + random.nextInt(4)));
      case 5 -> schema.putArray("enum").add(document(1)).add(document(1)).add(document(0));
      case 6 -> schema.set("const", document(1));
      case 7 -> schema.put("minimum", number);
      case 8 -> schema.put("maximum", number);
      case 9 -> schema.put("exclusiveMinimum", number + 0.5);
      case 10 -> schema.put("exclusiveMaximum", number);
      case 11 -> schema.put("multipleOf", 1 + random.nextInt(4));
      case 12 -> schema.put("minLength", size);
      case 13 -> schema.put("maxLength", size);
      case 14 -> schema.put("pattern", List.of("^a", "^[a-b]+$", "7").get(random.nextInt(3)));
      case 15 -> schema.putArray("required").add(name()).add(name());
      case 16 -> schema.put(random.nextBoolean() ? "minProperties" : "minItems", size);
      case 17 -> schema.put(random.nextBoolean() ? "maxProperties" : "maxItems", size);
      case 18 -> schema.put("uniqueItems", random.nextBoolean());
      case 19 -> schema.putObject("dependentRequired").putArray(name()).add(name());
      case 20, 21, 22, 23 -> {
        ObjectNode properties = schema.putObject("properties");
        for (int i = 0; i <= size; i++) {
          properties.set(name(), schema(depth - 1));
        }
      }
      case 24, 25 -> schema.set("additionalProperties", schema(depth - 1));
      case 26 ->
          schema
              .putObject("patternProperties")
              .set(random.nextBoolean() ? "^a" : "b|c", schema(depth - 1));
      case 27 -> schema.set("items", schema(depth - 1));
      case 28 -> schema.putArray("prefixItems").add(schema(depth - 1)).add(schema(depth - 1));
      case 29 -> schema.set("contains", schema(depth - 1));
      case 30 -> schema.putArray("allOf").add(schema(depth - 1)).add(schema(depth - 1));
      case 31, 32 -> schema.putArray("anyOf").add(schema(depth - 1)).add(schema(depth - 1));
      case 33 -> schema.putArray("oneOf").add(schema(depth - 1)).add(schema(depth - 1));
      case 34 -> schema.set("not", schema(depth - 1));
      default -> {
        if (random.nextBoolean()) {
          schema.set("if", schema(depth - 1));
          schema.set("then", schema(depth - 1));
          schema.set("else", schema(depth - 1));
        } else if (random.nextBoolean()) {
          schema.set("propertyNames", JSON.objectNode().put("maxLength", size));
        } else {
          schema.putObject("dependentSchemas").set(name(), schema(depth - 1));
        }
      }
    }
  }

  /** A schema with one thing added, taken away or put in the place of another. */
  private ObjectNode mutated(ObjectNode schema) {
    ObjectNode changed = schema.deepCopy();
    List<ObjectNode> places = new java.util.ArrayList<>();
    collect(changed, places);
    ObjectNode place = places.get(random.nextInt(places.size()));
    List<String> names = new java.util.ArrayList<>();
    place.fieldNames().forEachRemaining(names::add);
    names.remove("$defs");
    if (random.nextBoolean() && !names.isEmpty()) {
      String name = names.get(random.nextInt(names.size()));
      JsonNode value = place.get(name);
      if (value instanceof ArrayNode list && list.size() > 1 && !name.equals("type")) {
        list.remove(0);
      } else {
        place.remove(name);
      }
    } else {
      keyword(place, 1);
    }
    return changed;
  }

  private static void collect(JsonNode node, List<ObjectNode> places) {
    if (node instanceof ObjectNode schema && !schema.has("$defs") || places.isEmpty()) {
      places.add((ObjectNode) node);
    }
    for (String keyword : List.of("items", "additionalProperties", "not", "contains")) {
      if (node.path(keyword).isObject()) {
        collect(node.get(keyword), places);
      }
    }
    node.path("properties")
        .forEach(
            part -> {
              if (part.isObject()) {
                collect(part, places);
              }
            });
    for (String keyword : List.of("allOf", "anyOf", "oneOf", "prefixItems")) {
      node.path(keyword)
          .forEach(
              part -> {
                if (part.isObject()) {
                  collect(part, places);
                }
              });
    }
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private JsonNode document(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2 -> JSON.numberNode(random.nextInt(8) - 3);
      case 3 -> JSON.numberNode((random.nextInt(16) - 6) / 2.0);
      case 4 -> JSON.textNode(List.of("", "a", "ab", "b7", "c", "aaaa").get(random.nextInt(6)));
      case 5 -> {
        ArrayNode array = JSON.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(document(depth - 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = JSON.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(random.nextInt(5) == 0 ? "ax" : name(), document(depth - 1));
        }
        yield object;
      }
    };
  }
}
