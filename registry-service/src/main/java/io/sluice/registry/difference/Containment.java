package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.difference.Narrowed.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Proves that every document that is valid under one JSON Schema (2020-12) is valid under another.
 * A structural proof: every assertion of the wider schema must follow from what is known of the
 * narrower one, if need be case by case. It may fail to find a proof where there is one; it never
 * claims one where there is none.
 */
final class Containment {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_STEPS = 5_000;
  private static final long MAX_NANOS = 1_000_000_000L;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NESTING = 100;
  private static final int MAX_REASONS = 20;
  private static final Set<String> BY_KIND = Set.of("anyOf", "oneOf", "enum", "not", "if");

  private final SchemaRoot wide;
  private final Map<JsonNode, Integer> ids = new IdentityHashMap<>();
  private final Map<String, Integer> assumed = new HashMap<>();
  private final Parts parts;
  private final long started = System.nanoTime();
  private int steps;

  private Containment(SchemaRoot wide) {
    this.wide = wide;
    this.parts = new Parts(this, wide);
  }

  /**
   * @param narrow schema whose documents are looked at
   * @param wide schema that must accept all of them
   * @return what could not be proven; empty when it is proven
   */
  static List<Reason> gaps(JsonNode narrow, JsonNode wide) {
    SchemaRoot root = new SchemaRoot(wide);
    return new Containment(root)
        .prove(Narrowed.of(new Piece(narrow, new SchemaRoot(narrow))), wide, "", 0);
  }

  List<Reason> prove(Narrowed narrow, JsonNode schema, String pointer, int depth) {
    if (++steps > MAX_STEPS || depth > MAX_DEPTH || System.nanoTime() - started > MAX_NANOS) {
      return gap("complexity", pointer, "is too complex to compare within bounds");
    }
    if (narrow.isEmpty() || (schema.isObject() && schema.isEmpty()) || said(narrow, schema)) {
      return List.of();
    }
    if (schema.isBoolean()) {
      return schema.booleanValue()
          ? List.of()
          : gap("false", pointer, "was not allowed at all, and now may be there");
    }
    String key = key(narrow, schema);
    Integer open = assumed.get(key);
    if (open != null) {
      // The same question about a part of the document: if it held there, it holds here.
      return open < depth ? List.of() : gap("$ref", pointer, "refers to itself without end");
    }
    assumed.put(key, depth);
    try {
      return assumed.size() > MAX_NESTING
          ? gap("complexity", pointer, "is nested too deeply to compare")
          : directOrByCases(narrow, schema, pointer, depth);
    } finally {
      assumed.remove(key);
    }
  }

  /** The very same schema, word for word, with the same references in it. */
  private boolean said(Narrowed narrow, JsonNode schema) {
    boolean refers = schema.findValue("$ref") != null || schema.findValue("$dynamicRef") != null;
    return narrow.atoms().stream()
        .anyMatch(
            atom ->
                atom.schema().equals(schema)
                    && (!refers || atom.root().json().equals(wide.json())));
  }

  private List<Reason> directOrByCases(
      Narrowed narrow, JsonNode schema, String pointer, int depth) {
    List<Reason> direct = direct(narrow, schema, pointer, depth);
    if (direct.isEmpty()) {
      return direct;
    }
    List<Narrowed> cases = narrow.cases();
    if (cases.isEmpty() && narrow.kinds().size() > 1 && hasAny(schema, BY_KIND)) {
      cases = narrow.kinds().stream().map(narrow::and).toList();
    }
    if (cases.isEmpty()) {
      return direct;
    }
    Set<Reason> gaps = new LinkedHashSet<>();
    for (Narrowed one : cases) {
      for (Reason reason : prove(one, schema, pointer, depth)) {
        if (gaps.size() < MAX_REASONS) {
          gaps.add(reason);
        }
      }
      if (steps > MAX_STEPS || System.nanoTime() - started > MAX_NANOS) {
        return direct;
      }
    }
    return List.copyOf(gaps);
  }

  private static boolean hasAny(JsonNode schema, Set<String> keywords) {
    return keywords.stream().anyMatch(schema::has);
  }

  /** Which question this is: the schemas known of the document, and the one to hold. */
  private String key(Narrowed narrow, JsonNode schema) {
    StringBuilder key = new StringBuilder();
    narrow.atoms().stream()
        .map(atom -> id(atom.schema()))
        .sorted()
        .forEach(i -> key.append(i).append(' '));
    narrow
        .choices()
        .forEach(options -> options.forEach(option -> key.append('|').append(id(option.schema()))));
    return key.append(narrow.kinds()).append('<').append(id(schema)).toString();
  }

  private int id(JsonNode node) {
    return ids.computeIfAbsent(node, unseen -> ids.size());
  }

  private List<Reason> direct(Narrowed narrow, JsonNode schema, String pointer, int depth) {
    Set<Reason> gaps = new LinkedHashSet<>();
    Assertions assertions = new Assertions(narrow, pointer);
    Iterator<String> keywords = schema.fieldNames();
    while (keywords.hasNext()) {
      String keyword = keywords.next();
      JsonNode value = schema.get(keyword);
      String at = pointer + "/" + keyword;
      gaps.addAll(
          switch (keyword) {
            case "allOf" -> all(narrow, value, at, depth);
            case "anyOf" -> any(narrow, value, at, depth);
            case "oneOf" -> one(narrow, value, at, depth);
            case "not" ->
                narrow.and(new Piece(value, wide)).isEmpty()
                    ? List.of()
                    : gap("not", at, "may now be what was ruled out");
            case "if" -> conditional(narrow, schema, pointer, depth);
            case "$ref" ->
                wide.find(value)
                    .map(target -> prove(narrow, target, pointer + "/$ref", depth))
                    .orElseGet(() -> gap("$ref", at, "refers to what cannot be followed"));
            case "dependentSchemas" -> dependent(narrow, value, at, depth);
            case "dependentRequired" -> dependentRequired(narrow, value, at, depth);
            case "properties", "patternProperties", "additionalProperties", "propertyNames" ->
                narrow.kinds().contains(Kind.OBJECT)
                    ? parts.object(keyword, narrow, schema, pointer, depth)
                    : List.of();
            case "items", "prefixItems", "contains" ->
                narrow.kinds().contains(Kind.ARRAY)
                    ? parts.array(keyword, narrow, schema, pointer, depth)
                    : List.of();
            default -> assertions.check(keyword, value);
          });
    }
    return List.copyOf(gaps);
  }

  private List<Reason> all(Narrowed narrow, JsonNode parts, String at, int depth) {
    List<Reason> gaps = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      gaps.addAll(prove(narrow, parts.get(i), at + "/" + i, depth));
    }
    return gaps;
  }

  private List<Reason> any(Narrowed narrow, JsonNode options, String at, int depth) {
    List<Reason> nearest = List.of();
    for (int i = 0; i < options.size(); i++) {
      List<Reason> gaps = prove(narrow, options.get(i), at + "/" + i, depth);
      if (gaps.isEmpty()) {
        return gaps;
      }
      nearest = options.size() == 1 ? gaps : nearest;
    }
    return nearest.isEmpty()
        ? gap("anyOf", at, "may now be something that none of the alternatives allowed")
        : nearest;
  }

  private List<Reason> one(Narrowed narrow, JsonNode options, String at, int depth) {
    for (int i = 0; i < options.size(); i++) {
      if (prove(narrow, options.get(i), at + "/" + i, depth).isEmpty()) {
        for (int j = 0; j < options.size(); j++) {
          if (j != i && !narrow.and(new Piece(options.get(j), wide)).isEmpty()) {
            return gap("oneOf", at, "may now fit two alternatives at once, where one was allowed");
          }
        }
        return List.of();
      }
    }
    return gap("oneOf", at, "may now be something that none of the alternatives allowed");
  }

  private List<Reason> conditional(Narrowed narrow, JsonNode schema, String pointer, int depth) {
    JsonNode then = schema.path("then");
    JsonNode otherwise = schema.path("else");
    Narrowed met = narrow.and(new Piece(schema.get("if"), wide));
    List<Reason> gaps = new ArrayList<>();
    if (!then.isMissingNode()) {
      gaps.addAll(prove(met, then, pointer + "/then", depth));
    }
    if (!otherwise.isMissingNode()
        && !prove(narrow, schema.get("if"), pointer + "/if", depth).isEmpty()) {
      gaps.addAll(prove(narrow, otherwise, pointer + "/else", depth));
    }
    return gaps;
  }

  private List<Reason> dependent(Narrowed narrow, JsonNode map, String at, int depth) {
    List<Reason> gaps = new ArrayList<>();
    map.fields()
        .forEachRemaining(
            entry ->
                gaps.addAll(
                    prove(
                        having(narrow, entry.getKey()),
                        entry.getValue(),
                        at + "/" + escaped(entry.getKey()),
                        depth)));
    return gaps;
  }

  private List<Reason> dependentRequired(Narrowed narrow, JsonNode map, String at, int depth) {
    List<Reason> gaps = new ArrayList<>();
    map.fields()
        .forEachRemaining(
            entry -> {
              for (Narrowed one : casesOf(having(narrow, entry.getKey()))) {
                Set<String> required = one.required();
                boolean same =
                    one.values("dependentRequired").stream()
                        .anyMatch(v -> v.path(entry.getKey()).equals(entry.getValue()));
                for (JsonNode name : entry.getValue()) {
                  if (!same && !one.isEmpty() && !required.contains(name.asText())) {
                    gaps.addAll(
                        gap(
                            "dependentRequired",
                            at + "/" + escaped(entry.getKey()),
                            "may now come without '" + name.asText() + "'"));
                  }
                }
              }
            });
    return gaps;
  }

  private static List<Narrowed> casesOf(Narrowed narrow) {
    List<Narrowed> cases = narrow.cases();
    return cases.isEmpty() ? List.of(narrow) : cases;
  }

  private Narrowed having(Narrowed narrow, String property) {
    ObjectNode schema = JSON.objectNode().put("type", "object");
    schema.putArray("required").add(property);
    return narrow.and(new Piece(schema, wide));
  }

  static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  static List<Reason> gap(String rule, String pointer, String detail) {
    String where =
        pointer.endsWith("/" + rule) ? pointer.substring(0, pointer.lastIndexOf('/')) : pointer;
    return List.of(
        new Reason(
            rule, pointer, (where.isEmpty() ? "The output " : "'" + where + "' ") + detail + "."));
  }
}
