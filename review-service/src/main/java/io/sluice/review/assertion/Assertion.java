package io.sluice.review.assertion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One demand on an output, as {@code tests.yaml} says it.
 *
 * @param name the type as it is written, with {@code not-}
 * @param type null when there is no such assertion; it cannot be met then
 * @param negated whether it demands the opposite
 * @param path JSON path into the output, or null for the whole output
 * @param value what to compare with; null when none is given
 * @param threshold unit and meaning depend on the type; null for the type's own default
 * @param weight share in the case's score, from 0; 0 only counts, and decides nothing
 */
public record Assertion(
    String name,
    @Nullable AssertionType type,
    boolean negated,
    @Nullable String path,
    @Nullable JsonNode value,
    @Nullable Double threshold,
    double weight) {
  private static final String NOT = "not-";

  /** Reads one entry of a case's {@code assert}. */
  public static Assertion of(JsonNode json) {
    String name = json.path("type").asText();
    boolean negated = name.startsWith(NOT);
    JsonNode value = json.get("value");
    JsonNode threshold = json.path("threshold");
    return new Assertion(
        name,
        AssertionType.of(negated ? name.substring(NOT.length()) : name).orElse(null),
        negated,
        json.path("path").isTextual() ? json.path("path").textValue() : null,
        value == null || value.isNull() ? null : value,
        threshold.isNumber() ? threshold.doubleValue() : null,
        json.path("weight").isNumber() ? json.path("weight").doubleValue() : 1);
  }

  /** Reads a case's {@code assert}. */
  public static List<Assertion> listOf(JsonNode json) {
    List<Assertion> assertions = new ArrayList<>();
    json.forEach(entry -> assertions.add(of(entry)));
    return List.copyOf(assertions);
  }

  /** True when a judge has to say something before this can be checked. */
  public boolean needsJudge() {
    return type == AssertionType.LLM_RUBRIC;
  }

  /** True when an embedding has to be asked for before this can be checked. */
  public boolean needsEmbedding() {
    return type == AssertionType.SIMILAR;
  }

  /** The value as text; empty when there is none. */
  public String text() {
    return value == null ? "" : value.isTextual() ? value.textValue() : value.toString();
  }

  double threshold(double byDefault) {
    return threshold == null ? byDefault : threshold;
  }
}
