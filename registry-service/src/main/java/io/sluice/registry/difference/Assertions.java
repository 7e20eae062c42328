package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The assertions of a schema that need no look inside objects and arrays. */
final class Assertions {
  private static final Set<String> UNDECIDED =
      Set.of(
          "unevaluatedProperties",
          "unevaluatedItems",
          "$dynamicRef",
          "$recursiveRef",
          "dependencies");

  private final Narrowed narrow;
  private final String pointer;

  Assertions(Narrowed narrow, String pointer) {
    this.narrow = narrow;
    this.pointer = pointer;
  }

  /** What of one keyword does not follow; empty for one that asserts nothing. */
  List<Reason> check(String keyword, JsonNode value) {
    return switch (keyword) {
      case "type" -> type(value);
      case "const", "enum" -> values(keyword, value);
      case "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf" ->
          Kind.isNumeric(narrow.kinds()) ? number(keyword, value) : List.of();
      case "minLength", "maxLength", "pattern", "format" ->
          narrow.kinds().contains(Kind.STRING) ? string(keyword, value) : List.of();
      case "minItems", "maxItems", "uniqueItems" ->
          narrow.kinds().contains(Kind.ARRAY) ? array(keyword, value) : List.of();
      case "required", "minProperties", "maxProperties" ->
          narrow.kinds().contains(Kind.OBJECT) ? object(keyword, value) : List.of();
      default ->
          UNDECIDED.contains(keyword) && !(value.isBoolean() && value.booleanValue())
              ? gap(keyword, "is ruled by '" + keyword + "', which is not compared")
              : List.of();
    };
  }

  private List<Reason> type(JsonNode type) {
    EnumSet<Kind> beyond = EnumSet.copyOf(narrow.kinds());
    beyond.removeAll(Kind.ofType(type));
    return beyond.isEmpty()
        ? List.of()
        : gap("type", "may now be " + words(beyond) + ", where it was " + JsonValues.shown(type));
  }

  private static String words(Set<Kind> kinds) {
    if (kinds.size() == Kind.values().length) {
      return "anything";
    }
    List<String> words = new ArrayList<>();
    kinds.forEach(
        kind ->
            words.add(kind == Kind.FRACTION ? "a fraction" : kind.name().toLowerCase(Locale.ROOT)));
    return String.join(" or ", words);
  }

  private List<Reason> values(String keyword, JsonNode value) {
    List<JsonNode> listed = new ArrayList<>();
    if (keyword.equals("const")) {
      listed.add(value);
    } else {
      value.forEach(listed::add);
    }
    Optional<JsonNode> constant = narrow.constant();
    if (constant.isPresent()) {
      return listed.stream().anyMatch(one -> JsonValues.same(one, constant.get()))
          ? List.of()
          : gap(
              keyword, "may now be " + JsonValues.shown(constant.get()) + ", which was not listed");
    }
    EnumSet<Kind> rest = EnumSet.copyOf(narrow.kinds());
    if (listed.stream().anyMatch(JsonNode::isNull)) {
      rest.remove(Kind.NULL);
    }
    if (listed.stream().filter(JsonNode::isBoolean).distinct().count() == 2) {
      rest.remove(Kind.BOOLEAN);
    }
    return rest.isEmpty() ? List.of() : gap(keyword, "may now be values that were not listed");
  }

  private List<Reason> number(String keyword, JsonNode value) {
    BigDecimal limit = value.decimalValue();
    boolean holds =
        switch (keyword) {
          case "minimum" -> {
            Bound lower = narrow.lower();
            yield lower != null && lower.value().compareTo(limit) >= 0;
          }
          case "exclusiveMinimum" -> {
            Bound lower = narrow.lower();
            int order = lower == null ? -1 : lower.value().compareTo(limit);
            yield order > 0 || (order == 0 && lower != null && lower.exclusive());
          }
          case "maximum" -> {
            Bound upper = narrow.upper();
            yield upper != null && upper.value().compareTo(limit) <= 0;
          }
          case "exclusiveMaximum" -> {
            Bound upper = narrow.upper();
            int order = upper == null ? 1 : upper.value().compareTo(limit);
            yield order < 0 || (order == 0 && upper != null && upper.exclusive());
          }
          default -> isMultiple(limit);
        };
    return holds
        ? List.of()
        : gap(
            keyword,
            "may now be a number outside '" + keyword + ": " + limit.toPlainString() + "'");
  }

  private boolean isMultiple(BigDecimal of) {
    if (of.signum() <= 0) {
      return false;
    }
    List<BigDecimal> known = new ArrayList<>();
    narrow.values("multipleOf").forEach(value -> known.add(value.decimalValue()));
    narrow.constant().filter(JsonNode::isNumber).ifPresent(v -> known.add(v.decimalValue()));
    if (!narrow.kinds().contains(Kind.FRACTION)) {
      known.add(BigDecimal.ONE);
    }
    return known.stream().anyMatch(value -> value.remainder(of).signum() == 0);
  }

  private List<Reason> string(String keyword, JsonNode value) {
    return switch (keyword) {
      case "minLength" ->
          narrow.atLeast(keyword) >= value.doubleValue()
              ? List.of()
              : gap(keyword, "may now be shorter than " + value);
      case "maxLength" ->
          narrow.atMost(keyword) <= value.doubleValue()
              ? List.of()
              : gap(keyword, "may now be longer than " + value);
      case "pattern" ->
          narrow.values(keyword).contains(value) || constantMatches(value.asText())
              ? List.of()
              : gap(keyword, "need no longer match " + JsonValues.shown(value));
      default ->
          narrow.values(keyword).contains(value)
              ? List.of()
              : gap(
                  keyword,
                  "no longer says it is a "
                      + value.asText()
                      + " (validators need not check that, readers may rely on it)");
    };
  }

  private boolean constantMatches(String pattern) {
    return narrow
        .constant()
        .filter(JsonNode::isTextual)
        .flatMap(text -> Patterns.find(pattern, text.textValue()))
        .orElse(false);
  }

  private List<Reason> array(String keyword, JsonNode value) {
    return switch (keyword) {
      case "minItems" ->
          narrow.atLeast(keyword) >= value.doubleValue()
              ? List.of()
              : gap(keyword, "may now have fewer than " + value + " items");
      case "maxItems" ->
          narrow.atMost(keyword) <= value.doubleValue()
              ? List.of()
              : gap(keyword, "may now have more than " + value + " items");
      default ->
          !value.booleanValue()
                  || narrow.values(keyword).stream().anyMatch(JsonNode::booleanValue)
                  || narrow.atMost("maxItems") <= 1
              ? List.of()
              : gap(keyword, "may now repeat items");
    };
  }

  private List<Reason> object(String keyword, JsonNode value) {
    Set<String> required = narrow.required();
    return switch (keyword) {
      case "minProperties" ->
          Math.max(narrow.atLeast(keyword), required.size()) >= value.doubleValue()
              ? List.of()
              : gap(keyword, "may now have fewer than " + value + " properties");
      case "maxProperties" ->
          Math.min(
                      narrow.atMost(keyword),
                      narrow.closed().map(Set::size).map(Integer::doubleValue).orElse(1e300))
                  <= value.doubleValue()
              ? List.of()
              : gap(keyword, "may now have more than " + value + " properties");
      default -> {
        List<Reason> gaps = new ArrayList<>();
        value.forEach(
            name -> {
              if (!required.contains(name.asText())) {
                gaps.addAll(gap("required", "may now come without '" + name.asText() + "'"));
              }
            });
        yield gaps;
      }
    };
  }

  private List<Reason> gap(String keyword, String detail) {
    return Containment.gap(keyword, pointer + "/" + keyword, detail);
  }
}
