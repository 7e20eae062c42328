package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.registry.difference.Narrowed.Piece;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of a proof that looks inside objects and arrays. */
final class Parts {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Containment proof;
  private final SchemaRoot wide;

  Parts(Containment proof, SchemaRoot wide) {
    this.proof = proof;
    this.wide = wide;
  }

  List<Reason> object(String keyword, Narrowed narrow, JsonNode schema, String pointer, int depth) {
    String at = pointer + "/" + keyword;
    List<Reason> gaps = new ArrayList<>();
    JsonNode value = schema.get(keyword);
    switch (keyword) {
      case "properties" ->
          value
              .fields()
              .forEachRemaining(
                  property ->
                      gaps.addAll(
                          proof.prove(
                              narrow.property(property.getKey()),
                              property.getValue(),
                              at + "/" + Containment.escaped(property.getKey()),
                              depth + 1)));
      case "additionalProperties" -> {
        for (String name : narrow.named()) {
          if (!schema.path("properties").has(name) && !covered(schema, name)) {
            gaps.addAll(proof.prove(narrow.property(name), value, at, depth + 1));
          }
        }
        gaps.addAll(proof.prove(narrow.otherProperty(), value, at, depth + 1));
        narrow
            .values("patternProperties")
            .forEach(
                patterns ->
                    patterns.forEach(
                        one ->
                            gaps.addAll(
                                proof.prove(
                                    Narrowed.of(new Piece(one, new SchemaRoot(one))),
                                    value,
                                    at,
                                    depth + 1))));
      }
      case "patternProperties" ->
          value
              .fields()
              .forEachRemaining(
                  pattern ->
                      gaps.addAll(
                          pattern(narrow, pattern.getKey(), pattern.getValue(), at, depth)));
      default -> {
        Optional<Set<String>> names = narrow.closed();
        if (names.isEmpty() && !narrow.values(keyword).contains(value)) {
          gaps.addAll(Containment.gap(keyword, at, "may now have names that were not allowed"));
        }
        names.ifPresent(
            closed ->
                closed.forEach(
                    name ->
                        gaps.addAll(
                            proof.prove(
                                Narrowed.of(new Piece(JSON.objectNode().put("const", name), wide)),
                                value,
                                at,
                                depth + 1))));
      }
    }
    return gaps;
  }

  /** Every property whose name matches: those that are named, and those that are not. */
  private List<Reason> pattern(
      Narrowed narrow, String pattern, JsonNode schema, String at, int depth) {
    String here = at + "/" + Containment.escaped(pattern);
    List<Reason> gaps = new ArrayList<>();
    for (String name : narrow.named()) {
      if (Patterns.find(pattern, name).orElse(true)) {
        gaps.addAll(proof.prove(narrow.property(name), schema, here, depth + 1));
      }
    }
    for (Piece atom : narrow.atoms()) {
      JsonNode same = atom.schema().path("patternProperties").get(pattern);
      if (same != null) {
        gaps.addAll(
            proof.prove(Narrowed.of(new Piece(same, atom.root())), schema, here, depth + 1));
        return gaps;
      }
    }
    if (narrow.closed().isEmpty()) {
      gaps.addAll(proof.prove(narrow.otherProperty(), schema, here, depth + 1));
    }
    return gaps;
  }

  /** Whether {@code patternProperties} speak of a name, so that others do not. */
  private static boolean covered(JsonNode schema, String name) {
    Iterator<String> patterns = schema.path("patternProperties").fieldNames();
    while (patterns.hasNext()) {
      if (Patterns.find(patterns.next(), name).orElse(false)) {
        return true;
      }
    }
    return false;
  }

  List<Reason> array(String keyword, Narrowed narrow, JsonNode schema, String pointer, int depth) {
    String at = pointer + "/" + keyword;
    JsonNode value = schema.get(keyword);
    List<Reason> gaps = new ArrayList<>();
    int prefix = schema.path("prefixItems").size();
    double most = narrow.atMost("maxItems");
    switch (keyword) {
      case "prefixItems" -> {
        for (int i = 0; i < prefix && i < most; i++) {
          gaps.addAll(proof.prove(narrow.item(i), value.get(i), at + "/" + i, depth + 1));
        }
      }
      case "items" -> {
        int last = Math.max(prefix, narrow.prefix());
        for (int i = prefix; i <= last && i < most; i++) {
          gaps.addAll(proof.prove(narrow.item(i), value, at, depth + 1));
        }
      }
      default -> {
        boolean same =
            narrow.atoms().stream()
                .anyMatch(
                    atom ->
                        value.equals(atom.schema().get("contains"))
                            && schema.path("minContains").equals(atom.schema().path("minContains"))
                            && schema.path("maxContains").equals(atom.schema().path("maxContains"))
                            && value.findValue("$ref") == null);
        if (!same) {
          gaps.addAll(
              Containment.gap(keyword, at, "may now lack the items that it had to contain"));
        }
      }
    }
    return gaps;
  }
}
