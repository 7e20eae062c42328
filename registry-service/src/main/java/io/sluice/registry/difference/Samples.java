package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.difference.Narrowed.Piece;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Documents at the edges of a schema: the shortest and longest texts, the numbers at and next to
 * bounds, objects with and without each property. Most are valid; whoever uses them checks.
 */
final class Samples {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_SAMPLES = 400;
  private static final int MAX_PER_PART = 24;
  private static final int MAX_DEPTH = 5;
  private static final int MAX_LENGTH = 2_000;
  private static final int MAX_ITEMS = 12;

  private static final long MAX_NANOS = 300_000_000;
  private static final int MAX_STEPS = 2_000;
  private static final List<JsonNode> ANYTHING =
      List.of(
          JSON.textNode("a"),
          JSON.numberNode(1),
          JSON.numberNode(0.5),
          JSON.nullNode(),
          JSON.booleanNode(true),
          JSON.arrayNode(),
          JSON.objectNode());

  private final long started = System.nanoTime();
  private int steps;
  private final Set<Integer> lengths = new TreeSet<>(Set.of(0, 1, 2, 20));
  private final Set<BigDecimal> numbers =
      new TreeSet<>(
          Set.of(
              BigDecimal.ZERO,
              BigDecimal.ONE,
              BigDecimal.ONE.negate(),
              new BigDecimal("0.5"),
              new BigDecimal("1000003"),
              new BigDecimal("-1000003.25")));
  private final Set<JsonNode> values = new LinkedHashSet<>();
  private final Set<String> names = new TreeSet<>(Set.of("x"));

  private Samples() {}

  /**
   * Documents of one schema, with an eye on what another one sets apart.
   *
   * @return at most a few hundred
   */
  static List<JsonNode> of(JsonNode schema, JsonNode other) {
    Samples samples = new Samples();
    samples.look(schema, 0);
    samples.look(other, 0);
    return List.copyOf(samples.of(Narrowed.of(new Piece(schema, new SchemaRoot(schema))), 0));
  }

  /** Collects what either schema says is special. */
  private void look(JsonNode schema, int depth) {
    if (depth > 2 * MAX_DEPTH || numbers.size() + values.size() > 200) {
      return;
    }
    for (String keyword : List.of("minLength", "maxLength")) {
      int length = schema.path(keyword).asInt(-1);
      if (length >= 0 && length < MAX_LENGTH) {
        lengths.addAll(Set.of(Math.max(0, length - 1), length + 1));
        lengths.add(length);
      }
    }
    for (String keyword :
        List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")) {
      if (schema.path(keyword).isNumber()) {
        BigDecimal bound = schema.get(keyword).decimalValue();
        numbers.addAll(
            List.of(
                bound,
                bound.add(BigDecimal.ONE),
                bound.subtract(BigDecimal.ONE),
                bound.add(new BigDecimal("0.5"))));
      }
    }
    schema.path("enum").forEach(values::add);
    if (schema.has("const")) {
      values.add(schema.get("const"));
    }
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    schema.forEach(part -> look(part, depth + 1));
  }

  private List<JsonNode> of(Narrowed narrow, int depth) {
    if (++steps > MAX_STEPS
        || System.nanoTime() - started > MAX_NANOS
        || depth > MAX_DEPTH
        || narrow.isEmpty()) {
      return List.of();
    }
    if (depth > 0 && narrow.atoms().isEmpty()) {
      return ANYTHING;
    }
    List<JsonNode> samples = new Bounded(depth == 0 ? MAX_SAMPLES : MAX_PER_PART);
    List<Narrowed> cases = narrow.cases();
    if (!cases.isEmpty()) {
      cases.forEach(one -> samples.addAll(firsts(of(one, depth), samples.isEmpty(), cases.size())));
      return samples;
    }
    if (narrow.constant().isPresent()) {
      samples.add(narrow.constant().get());
      return samples;
    }
    for (Kind kind : narrow.kinds()) {
      switch (kind) {
        case NULL -> samples.add(JSON.nullNode());
        case BOOLEAN -> samples.addAll(List.of(JSON.booleanNode(true), JSON.booleanNode(false)));
        case STRING -> strings(narrow, samples);
        case INTEGER, FRACTION -> numbers(narrow, kind, samples);
        case OBJECT -> objects(narrow, depth, samples);
        case ARRAY -> arrays(narrow, depth, samples);
      }
    }
    return samples;
  }

  private static List<JsonNode> firsts(List<JsonNode> samples, boolean all, int cases) {
    return all ? samples : samples.subList(0, Math.min(samples.size(), Math.max(4, 100 / cases)));
  }

  private void strings(Narrowed narrow, List<JsonNode> samples) {
    values.stream().filter(JsonNode::isTextual).limit(8).forEach(samples::add);
    for (int length : lengths) {
      if (length >= narrow.atLeast("minLength") && length <= narrow.atMost("maxLength")) {
        samples.add(JSON.textNode("a".repeat(length)));
      }
    }
    List.of("7", "2026-03-01", "a@b.example", "A-1")
        .forEach(text -> samples.add(JSON.textNode(text)));
  }

  private void numbers(Narrowed narrow, Kind kind, List<JsonNode> samples) {
    Bound lower = narrow.lower();
    Bound upper = narrow.upper();
    for (BigDecimal number : numbers) {
      JsonNode node = JSON.numberNode(number);
      if (Kind.ofValue(node) == kind
          && (lower == null || number.compareTo(lower.value()) >= 0)
          && (upper == null || number.compareTo(upper.value()) <= 0)) {
        samples.add(node);
      }
    }
  }

  /** One whole object, then every way in which a single property can be different. */
  private void objects(Narrowed narrow, int depth, List<JsonNode> samples) {
    ObjectNode whole = JSON.objectNode();
    ObjectNode least = JSON.objectNode();
    Set<String> required = narrow.required();
    Set<String> all = new TreeSet<>(narrow.named());
    all.addAll(required);
    for (String name : all) {
      List<JsonNode> options = of(narrow.property(name), depth + 1);
      if (!options.isEmpty()) {
        whole.set(name, options.getFirst());
        if (required.contains(name)) {
          least.set(name, options.getFirst());
        }
      }
    }
    samples.add(whole);
    samples.add(least);
    for (String name : List.copyOf(all)) {
      if (!required.contains(name)) {
        samples.add(whole.deepCopy().without(name));
      }
    }
    for (String name : all) {
      for (JsonNode option : of(narrow.property(name), depth + 1)) {
        samples.add(whole.deepCopy().set(name, option));
        samples.add(least.deepCopy().set(name, option));
      }
    }
    for (String name : names) {
      if (!all.contains(name)) {
        for (JsonNode option : of(narrow.property(name), depth + 2)) {
          samples.add(least.deepCopy().set(name, option));
        }
      }
    }
  }

  private void arrays(Narrowed narrow, int depth, List<JsonNode> samples) {
    int least = (int) Math.min(MAX_ITEMS, narrow.atLeast("minItems"));
    int most = (int) Math.min(MAX_ITEMS, narrow.atMost("maxItems"));
    for (int size = least; size <= Math.min(most, least + 3); size++) {
      samples.add(items(narrow, size, depth));
    }
    samples.add(items(narrow, most, depth));
    int probe = Math.max(least, Math.min(most, narrow.prefix() + 1));
    ArrayNode whole = items(narrow, probe, depth);
    for (int i = 0; i < whole.size(); i++) {
      for (JsonNode option : of(narrow.item(i), depth + 1)) {
        ArrayNode changed = whole.deepCopy();
        changed.set(i, option);
        samples.add(changed);
      }
    }
  }

  private ArrayNode items(Narrowed narrow, int size, int depth) {
    ArrayNode items = JSON.arrayNode();
    List<JsonNode> rest = List.of();
    for (int i = 0; i < size; i++) {
      List<JsonNode> options = i > narrow.prefix() ? rest : of(narrow.item(i), depth + 1);
      if (options.isEmpty()) {
        return items;
      }
      rest = options;
      items.add(options.get(i % options.size()));
    }
    return items;
  }

  /** Takes no more than so many. */
  private static final class Bounded extends ArrayList<JsonNode> {
    private static final long serialVersionUID = 1L;
    private final int limit;

    Bounded(int limit) {
      this.limit = limit;
    }

    @Override
    public boolean add(JsonNode sample) {
      return size() < limit && super.add(sample);
    }

    @Override
    public boolean addAll(Collection<? extends JsonNode> samples) {
      samples.forEach(this::add);
      return true;
    }
  }
}
