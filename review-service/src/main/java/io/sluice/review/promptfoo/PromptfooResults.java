package io.sluice.review.promptfoo;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.output.OutputJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A results file of promptfoo, as {@code promptfoo eval -o results.json} writes it (version 3). */
record PromptfooResults(List<Result> results) {
  private static final int VERSION = 3;

  /** promptfoo's {@code ResultFailureReason.ERROR}. */
  private static final int ERROR = 2;

  PromptfooResults {
    results = List.copyOf(results);
  }

  /** How a case came out there. */
  enum State {
    PASSED,
    FAILED,
    ERRORED
  }

  /**
   * One case with one prompt and provider.
   *
   * @param vars inputs by name
   * @param prompt the text that was sent
   * @param output what came back; null when nothing did
   */
  record Result(
      JsonNode vars,
      String prompt,
      State state,
      @Nullable String output,
      @Nullable Long latencyMs,
      @Nullable BigDecimal costUsd) {}

  /** Reads a file; empty when it is none of promptfoo's, or of another version. */
  static Optional<PromptfooResults> of(JsonNode file) {
    JsonNode inner = file.path("results");
    if (inner.path("version").asInt() != VERSION || !inner.path("results").isArray()) {
      return Optional.empty();
    }
    List<Result> results = new ArrayList<>();
    for (JsonNode json : inner.path("results")) {
      if (!json.path("success").isBoolean() || !json.path("vars").isObject()) {
        return Optional.empty();
      }
      results.add(result(json));
    }
    return Optional.of(new PromptfooResults(results));
  }

  private static Result result(JsonNode json) {
    JsonNode output = json.path("response").path("output");
    boolean isErrored =
        json.path("failureReason").asInt() == ERROR || output.isMissingNode() || output.isNull();
    return new Result(
        json.path("vars"),
        json.path("prompt").path("raw").asText(),
        isErrored ? State.ERRORED : json.path("success").asBoolean() ? State.PASSED : State.FAILED,
        isErrored ? null : output.isTextual() ? output.textValue() : output.toString(),
        json.path("latencyMs").isNumber() ? json.path("latencyMs").longValue() : null,
        // promptfoo writes 0 where it does not know.
        json.path("cost").decimalValue().signum() > 0 ? json.path("cost").decimalValue() : null);
  }

  /** The texts of the messages that were sent; the whole prompt where it was no chat. */
  static List<String> texts(String prompt) {
    Optional<JsonNode> json = OutputJson.parse(prompt);
    if (json.isEmpty() || !json.get().isArray()) {
      return List.of(prompt);
    }
    List<String> texts = new ArrayList<>();
    json.get().forEach(message -> texts.add(message.path("content").asText()));
    return texts;
  }
}
