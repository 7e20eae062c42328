package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The documents that several schemas allow together, as far as that is understood. What is not
 * understood is left out, so this always stands for at least the documents that really are allowed:
 * whatever holds for all of these holds for those.
 */
final class Narrowed {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_ENUM = 200;
  private static final int EMPTINESS_DEPTH = 3;

  /** A schema and the whole that it is part of. */
  record Piece(JsonNode schema, SchemaRoot root) {}

  /** One bound of numbers. */
  record Bound(BigDecimal value, boolean exclusive) {}

  private final List<Piece> atoms = new ArrayList<>();
  private final List<List<Piece>> choices = new ArrayList<>();
  private final Set<JsonNode> refsSeen = Collections.newSetFromMap(new IdentityHashMap<>());
  private EnumSet<Kind> kinds = Kind.all();
  private boolean impossible;

  private Narrowed() {}

  static Narrowed of(Piece... pieces) {
    return of(List.of(pieces));
  }

  static Narrowed of(List<Piece> pieces) {
    Narrowed narrowed = new Narrowed();
    pieces.forEach(narrowed::add);
    narrowed.rule();
    return narrowed;
  }

  /** These documents, further narrowed. */
  Narrowed and(Piece piece) {
    Narrowed narrowed = copy();
    narrowed.add(piece);
    narrowed.rule();
    return narrowed;
  }

  /** These documents, of one kind only. */
  Narrowed and(Kind kind) {
    Narrowed narrowed = copy();
    narrowed.kinds.retainAll(EnumSet.of(kind));
    return narrowed;
  }

  private Narrowed copy() {
    Narrowed copy = new Narrowed();
    copy.atoms.addAll(atoms);
    copy.choices.addAll(choices);
    copy.refsSeen.addAll(refsSeen);
    copy.kinds = EnumSet.copyOf(kinds);
    copy.impossible = impossible;
    return copy;
  }

  /** Cases that together are all of these documents; empty when there are none to tell apart. */
  List<Narrowed> cases() {
    if (choices.isEmpty()) {
      return List.of();
    }
    List<Narrowed> cases = new ArrayList<>();
    for (Piece option : choices.getFirst()) {
      Narrowed one = copy();
      one.choices.removeFirst();
      one.add(option);
      one.rule();
      cases.add(one);
    }
    return cases;
  }

  private void add(Piece piece) {
    JsonNode schema = piece.schema();
    if (schema.isBoolean()) {
      impossible |= !schema.booleanValue();
      return;
    }
    atoms.add(piece);
    schema.path("allOf").forEach(part -> add(new Piece(part, piece.root())));
    JsonNode reference = schema.get("$ref");
    if (reference != null) {
      Optional<JsonNode> target = piece.root().find(reference);
      if (target.isPresent() && refsSeen.add(target.get())) {
        add(new Piece(target.get(), piece.root()));
      }
    }
    choice(piece, schema.path("anyOf"));
    choice(piece, schema.path("oneOf"));
    JsonNode values = schema.path("enum");
    if (values.isArray() && !values.isEmpty() && values.size() <= MAX_ENUM) {
      List<Piece> options = new ArrayList<>();
      values.forEach(value -> options.add(new Piece(structure(value), piece.root())));
      if (options.size() == 1) {
        add(options.getFirst());
      } else {
        choices.add(options);
        EnumSet<Kind> possible = EnumSet.noneOf(Kind.class);
        values.forEach(value -> possible.add(Kind.ofValue(value)));
        kinds.retainAll(possible);
      }
    }
    if (schema.has("const") && !schema.has("x-structure")) {
      add(new Piece(structure(schema.get("const")), piece.root()));
    }
    if (schema.has("type")) {
      kinds.retainAll(Kind.ofType(schema.get("type")));
    }
  }

  private void choice(Piece piece, JsonNode options) {
    if (options.isArray() && !options.isEmpty()) {
      List<Piece> pieces = new ArrayList<>();
      options.forEach(option -> pieces.add(new Piece(option, piece.root())));
      choices.add(pieces);
    }
  }

  /** A constant, said by every keyword that can say it. */
  private static ObjectNode structure(JsonNode value) {
    ObjectNode schema = JSON.objectNode();
    schema.set("const", value);
    schema.put("x-structure", true);
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

  /** Drops the kinds of which there can be no document. */
  private void rule() {
    JsonNode constant = null;
    for (JsonNode value : values("const")) {
      impossible |= constant != null && !JsonValues.same(constant, value);
      constant = value;
    }
    Bound lower = lower();
    Bound upper = upper();
    if (lower != null && upper != null) {
      int order = lower.value().compareTo(upper.value());
      if (order > 0 || (order == 0 && (lower.exclusive() || upper.exclusive()))) {
        kinds.removeAll(EnumSet.of(Kind.INTEGER, Kind.FRACTION));
      }
    }
    dropIfCrossed(Kind.STRING, "minLength", "maxLength");
    dropIfCrossed(Kind.ARRAY, "minItems", "maxItems");
    dropIfCrossed(Kind.OBJECT, "minProperties", "maxProperties");
    if (constant != null && constant.isTextual()) {
      for (JsonNode pattern : values("pattern")) {
        impossible |= !Patterns.find(pattern.asText(), constant.textValue()).orElse(true);
      }
    }
  }

  private void dropIfCrossed(Kind kind, String min, String max) {
    if (atLeast(min) > atMost(max)) {
      kinds.remove(kind);
    }
  }

  List<Piece> atoms() {
    return atoms;
  }

  /** The alternatives that are not decided yet. */
  List<List<Piece>> choices() {
    return choices;
  }

  Set<Kind> kinds() {
    return kinds;
  }

  /** True when there is certainly no document. */
  boolean isEmpty() {
    return isEmpty(EMPTINESS_DEPTH);
  }

  private boolean isEmpty(int depth) {
    if (impossible || kinds.isEmpty()) {
      return true;
    }
    if (depth == 0) {
      return false;
    }
    if (kinds.equals(EnumSet.of(Kind.OBJECT))
        && required().stream().anyMatch(name -> property(name).isEmpty(depth - 1))) {
      return true;
    }
    return !choices.isEmpty() && cases().stream().allMatch(one -> one.isEmpty(depth - 1));
  }

  /** Every value of a keyword. */
  List<JsonNode> values(String keyword) {
    List<JsonNode> values = new ArrayList<>();
    for (Piece atom : atoms) {
      JsonNode value = atom.schema().get(keyword);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  Optional<JsonNode> constant() {
    List<JsonNode> values = values("const");
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  double atLeast(String keyword) {
    return values(keyword).stream().mapToDouble(JsonNode::doubleValue).max().orElse(0);
  }

  double atMost(String keyword) {
    return values(keyword).stream()
        .mapToDouble(JsonNode::doubleValue)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  Set<String> required() {
    Set<String> names = new TreeSet<>();
    values("required").forEach(list -> list.forEach(name -> names.add(name.asText())));
    return names;
  }

  /** The names of properties that are named. */
  Set<String> named() {
    Set<String> names = new TreeSet<>();
    values("properties").forEach(map -> map.fieldNames().forEachRemaining(names::add));
    return names;
  }

  /** The only names that properties may have, where that is so. */
  Optional<Set<String>> closed() {
    for (Piece atom : atoms) {
      JsonNode schema = atom.schema();
      JsonNode other = schema.path("additionalProperties");
      if (other.isBoolean()
          && !other.booleanValue()
          && schema.path("patternProperties").isEmpty()) {
        Set<String> names = new HashSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> property(name).impossible);
        return Optional.of(names);
      }
    }
    return Optional.empty();
  }

  /** What a property of a name may hold. */
  Narrowed property(String name) {
    List<Piece> pieces = new ArrayList<>();
    for (Piece atom : atoms) {
      JsonNode schema = atom.schema();
      boolean covered = schema.path("properties").has(name);
      if (covered) {
        pieces.add(new Piece(schema.path("properties").get(name), atom.root()));
      }
      Iterator<Map.Entry<String, JsonNode>> patterns = schema.path("patternProperties").fields();
      while (patterns.hasNext()) {
        Map.Entry<String, JsonNode> pattern = patterns.next();
        Optional<Boolean> matches = Patterns.find(pattern.getKey(), name);
        covered |= matches.orElse(true);
        if (matches.orElse(false)) {
          pieces.add(new Piece(pattern.getValue(), atom.root()));
        }
      }
      if (!covered && schema.has("additionalProperties")) {
        pieces.add(new Piece(schema.get("additionalProperties"), atom.root()));
      }
    }
    return of(pieces);
  }

  /** What a property may hold whose name no schema here mentions. */
  Narrowed otherProperty() {
    List<Piece> pieces = new ArrayList<>();
    for (Piece atom : atoms) {
      JsonNode schema = atom.schema();
      if (schema.has("additionalProperties") && schema.path("patternProperties").isEmpty()) {
        pieces.add(new Piece(schema.get("additionalProperties"), atom.root()));
      }
    }
    return of(pieces);
  }

  /** The number of leading items that have schemas of their own. */
  int prefix() {
    return values("prefixItems").stream().mapToInt(JsonNode::size).max().orElse(0);
  }

  /** What the item at an index may be. */
  Narrowed item(int index) {
    List<Piece> pieces = new ArrayList<>();
    for (Piece atom : atoms) {
      JsonNode prefix = atom.schema().path("prefixItems");
      if (index < prefix.size()) {
        pieces.add(new Piece(prefix.get(index), atom.root()));
      } else if (atom.schema().has("items")) {
        pieces.add(new Piece(atom.schema().get("items"), atom.root()));
      }
    }
    return of(pieces);
  }

  /** The least number, or null. */
  @Nullable Bound lower() {
    Bound best = null;
    for (Bound bound : bounds("minimum", "exclusiveMinimum", RoundingMode.CEILING)) {
      int order = best == null ? 1 : bound.value().compareTo(best.value());
      if (order > 0 || (order == 0 && bound.exclusive())) {
        best = bound;
      }
    }
    return best;
  }

  /** The greatest number, or null. */
  @Nullable Bound upper() {
    Bound best = null;
    for (Bound bound : bounds("maximum", "exclusiveMaximum", RoundingMode.FLOOR)) {
      int order = best == null ? -1 : bound.value().compareTo(best.value());
      if (order < 0 || (order == 0 && bound.exclusive())) {
        best = bound;
      }
    }
    return best;
  }

  /** Among integers, an exclusive or fractional bound is the next integer. */
  private List<Bound> bounds(String inclusive, String exclusive, RoundingMode inwards) {
    boolean integers = !kinds.contains(Kind.FRACTION);
    BigDecimal step = inwards == RoundingMode.CEILING ? BigDecimal.ONE : BigDecimal.ONE.negate();
    List<Bound> bounds = new ArrayList<>();
    for (JsonNode value : values(inclusive)) {
      BigDecimal bound = value.decimalValue();
      bounds.add(new Bound(integers ? bound.setScale(0, inwards) : bound, false));
    }
    for (JsonNode value : values(exclusive)) {
      BigDecimal bound = value.decimalValue();
      if (integers) {
        BigDecimal whole = bound.setScale(0, inwards);
        bounds.add(new Bound(whole.compareTo(bound) == 0 ? whole.add(step) : whole, false));
      } else {
        bounds.add(new Bound(bound, true));
      }
    }
    return bounds;
  }
}
