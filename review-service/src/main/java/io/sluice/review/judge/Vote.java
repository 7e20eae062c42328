package io.sluice.review.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sluice.review.assertion.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One answer of a judge, read strictly: a vote that is not as asked is no vote. */
public sealed interface Vote {
  /**
   * Scores by dimension.
   *
   * @param scores 0 to 10, for every dimension that was asked for
   */
  record Scores(Map<String, Double> scores, String reason) implements Vote {}

  /**
   * Whether a rubric is met.
   *
   * @param score 0 to 1
   */
  record Rubric(boolean pass, double score, String reason) implements Vote {}

  /** Reads scores; empty when one is missing or out of range. */
  static Optional<Scores> scores(String text, List<String> dimensions) {
    JsonNode json = only(text);
    Map<String, Double> scores = new LinkedHashMap<>();
    for (String dimension : dimensions) {
      JsonNode score = json.path(dimension);
      if (!isWithin(score, 10)) {
        return Optional.empty();
      }
      scores.put(dimension, score.doubleValue());
    }
    return Optional.of(new Scores(scores, json.path("reason").asText()));
  }

  /** Reads a vote on a rubric; empty when it does not say whether it is met. */
  static Optional<Rubric> rubric(String text) {
    JsonNode json = only(text);
    JsonNode pass = json.path("pass");
    JsonNode score = json.path("score");
    if (!pass.isBoolean() || !(score.isMissingNode() || isWithin(score, 1))) {
      return Optional.empty();
    }
    double value = score.isMissingNode() ? (pass.booleanValue() ? 1 : 0) : score.doubleValue();
    return Optional.of(new Rubric(pass.booleanValue(), value, json.path("reason").asText()));
  }

  /** The one object in the answer; models like to put a code fence around it. */
  private static JsonNode only(String text) {
    List<JsonNode> objects = JsonText.objectsIn(text);
    return objects.size() == 1 ? objects.getFirst() : MissingNode.getInstance();
  }

  private static boolean isWithin(JsonNode number, double most) {
    return number.isNumber() && number.doubleValue() >= 0 && number.doubleValue() <= most;
  }
}
