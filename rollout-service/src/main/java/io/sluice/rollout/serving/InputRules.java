package io.sluice.rollout.serving;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.problem.ProblemDetail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The inputs that a prompt declares, and whether given ones fit. */
final class InputRules {
  private record Rule(String type, boolean required, long maxLength) {
    boolean accepts(JsonNode value) {
      return switch (type) {
        case "string" -> value.isTextual();
        case "integer" -> value.isIntegralNumber();
        case "number" -> value.isNumber();
        case "boolean" -> value.isBoolean();
        case "array" -> value.isArray();
        case "object" -> value.isObject();
        default -> true;
      };
    }
  }

  private final Map<String, Rule> declared = new TreeMap<>();

  /**
   * @param inputs the entry's {@code inputs}, or a missing node
   * @param used names that the templates use: where nothing is declared, they are what is required
   */
  InputRules(JsonNode inputs, Collection<String> used) {
    used.forEach(name -> declared.put(name, new Rule("any", true, Long.MAX_VALUE)));
    inputs
        .fields()
        .forEachRemaining(
            input -> {
              JsonNode rule = input.getValue();
              declared.put(
                  input.getKey(),
                  new Rule(
                      rule.path("type").asText("any"),
                      rule.path("required").asBoolean(true),
                      rule.path("maxLength").asLong(Long.MAX_VALUE)));
            });
  }

  /** Everything that is wrong with these inputs; empty when they fit. */
  List<ProblemDetail> problems(Map<String, JsonNode> given) {
    List<ProblemDetail> problems = new ArrayList<>();
    declared.forEach(
        (name, rule) -> {
          JsonNode value = given.get(name);
          String problem = value == null || value.isNull() ? missing(rule) : unfit(rule, value);
          if (problem != null) {
            problems.add(problem(name, problem));
          }
        });
    given.keySet().stream()
        .filter(name -> !declared.containsKey(name))
        .sorted()
        .map(name -> problem(name, "not an input of this prompt; it has " + declared.keySet()))
        .forEach(problems::add);
    return problems;
  }

  private static @Nullable String missing(Rule rule) {
    return rule.required() ? "required, and missing" : null;
  }

  private static @Nullable String unfit(Rule rule, JsonNode value) {
    if (!rule.accepts(value)) {
      return "must be of type " + rule.type();
    }
    String text = Inputs.text(value);
    long length = text.codePointCount(0, text.length());
    return length > rule.maxLength()
        ? "has " + length + " characters, at most " + rule.maxLength() + " are allowed"
        : null;
  }

  private static ProblemDetail problem(String name, String problem) {
    return new ProblemDetail("'" + name + "': " + problem + ".", "inputs." + name, null);
  }
}
