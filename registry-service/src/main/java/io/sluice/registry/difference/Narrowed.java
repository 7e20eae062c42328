package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
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
  private static final int MAX_ENUM = 200;
  private static final int EMPTINESS_DEPTH = 3;

  /** A schema and the whole that it is part of. */
  record Piece(JsonNode schema, SchemaRoot root) {}

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
      values.forEach(value -> options.add(new Piece(Constants.structure(value), piece.root())));
      if (options.size() == 1) {
        add(options.getFirst());
      } else {
        choices.add(options);
        EnumSet<Kind> possible = EnumSet.noneOf(Kind.class);
        values.forEach(value -> possible.add(Kind.ofValue(value)));
        kinds.retainAll(possible);
      }
    }
    if (schema.has("const") && !schema.has(Constants.MARK)) {
      add(new Piece(Constants.structure(schema.get("const")), piece.root()));
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
    return !choices.isEmpty()
        && choices.getFirst().size() <= MAX_ENUM
        && cases().stream().allMatch(one -> one.isEmpty(depth - 1));
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
    return Bound.lower(this);
  }

  /** The greatest number, or null. */
  @Nullable Bound upper() {
    return Bound.upper(this);
  }
}
