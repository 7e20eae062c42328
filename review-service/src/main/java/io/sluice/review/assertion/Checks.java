package io.sluice.review.assertion;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.sluice.kit.output.Excerpt;
import io.sluice.kit.output.OutputJson;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks an assertion against an output. Names, defaults and meaning as in promptfoo
 * (promptfoo.dev/docs/configuration/expected-outputs), with two differences: regular expressions
 * are RE2's, which take linear time and know no look-around; and what cannot be checked is errored,
 * whether it is negated or not.
 */
public final class Checks {
  private static final double SIMILAR = 0.75;
  private static final double ROUGE = 0.75;
  private static final double DISTANCE = 5;
  private static final int MAX_PATTERN = 1_000;

  private Checks() {}

  /**
   * Checks one assertion.
   *
   * @param opinion for assertions that need one; null when nobody was asked
   */
  public static AssertionResult check(
      Assertion assertion, Output output, @Nullable Opinion opinion) {
    return find(assertion, output, opinion).result(assertion);
  }

  private static Finding find(Assertion assertion, Output output, @Nullable Opinion opinion) {
    AssertionType type = assertion.type();
    if (type == null) {
      return Finding.unusable("There is no assertion '" + assertion.name() + "'.");
    }
    String path = assertion.path();
    if (path == null) {
      return find(type, assertion, output.text(), output, opinion);
    }
    Optional<JsonPath> parsed = JsonPath.parse(path);
    if (parsed.isEmpty()) {
      return Finding.unusable(
          "'" + path + "' is no path; write $.name, $['name'] or $[0], one after the other.");
    }
    Optional<JsonNode> json = OutputJson.parse(output.text());
    if (json.isEmpty()) {
      return Finding.nothingThere("The output is not JSON, so there is no " + path + " in it.");
    }
    Optional<JsonNode> found = parsed.get().in(json.get());
    if (found.isEmpty()) {
      return Finding.nothingThere("There is no " + path + " in the output.");
    }
    if (type == AssertionType.EQUALS) {
      return equal(found.get(), assertion);
    }
    String text = found.get().isTextual() ? found.get().textValue() : found.get().toString();
    return find(type, assertion, text, output, opinion);
  }

  private static Finding find(
      AssertionType type,
      Assertion assertion,
      String text,
      Output output,
      @Nullable Opinion opinion) {
    return switch (type) {
      case EQUALS -> equal(text, assertion);
      case CONTAINS -> contains(text, assertion, assertion.text());
      case ICONTAINS ->
          contains(
              text.toLowerCase(Locale.ROOT), assertion, assertion.text().toLowerCase(Locale.ROOT));
      case REGEX -> regex(text, assertion);
      case STARTS_WITH ->
          needsText(assertion)
              .orElseGet(
                  () ->
                      Finding.of(
                          text.startsWith(assertion.text()),
                          "It starts with '%s'.".formatted(Excerpt.of(text))));
      case IS_JSON -> JsonChecks.isJson(text, assertion, output.schema());
      case CONTAINS_JSON -> JsonChecks.containsJson(text, assertion);
      case IS_REFUSAL ->
          Refusal.is(text)
              ? Finding.of(true, "It is a refusal.")
              : Finding.of(false, "It is no refusal.");
      case LATENCY ->
          limit(assertion, output.latencyMs() == null ? null : output.latencyMs() / 1.0, "ms");
      case COST ->
          limit(assertion, output.costUsd() == null ? null : output.costUsd().doubleValue(), "USD");
      case LEVENSHTEIN -> levenshtein(text, assertion);
      case ROUGE_N -> rouge(text, assertion);
      case SIMILAR -> similar(assertion, opinion);
      case LLM_RUBRIC -> rubric(assertion, opinion);
    };
  }

  private static Finding equal(String text, Assertion assertion) {
    JsonNode value = assertion.value();
    if (value == null) {
      return needsValue(assertion);
    }
    if (value.isContainerNode()) {
      return OutputJson.parse(text)
          .map(json -> equal(json, assertion))
          .orElseGet(() -> Finding.of(false, "The output is not JSON."));
    }
    return Finding.of(
        text.equals(assertion.text()),
        "It is '%s', compared with '%s'."
            .formatted(Excerpt.of(text), Excerpt.of(assertion.text())));
  }

  private static Finding equal(JsonNode found, Assertion assertion) {
    JsonNode value = assertion.value();
    return value == null
        ? needsValue(assertion)
        : Finding.of(
            found.equals(JsonText.NUMBERS_BY_VALUE, value),
            "It is %s, compared with %s."
                .formatted(Excerpt.of(found.toString()), Excerpt.of(value.toString())));
  }

  private static Finding contains(String text, Assertion assertion, String part) {
    if (part.isEmpty()) {
      return needsValue(assertion);
    }
    boolean there = text.contains(part);
    return Finding.of(
        there, "'%s' is %s the output.".formatted(Excerpt.of(part), there ? "in" : "not in"));
  }

  private static Finding regex(String text, Assertion assertion) {
    String expression = assertion.text();
    if (expression.isEmpty() || expression.length() > MAX_PATTERN) {
      return Finding.unusable("'value' is an expression of 1 to " + MAX_PATTERN + " characters.");
    }
    try {
      boolean found = Pattern.compile(expression).matcher(text).find();
      return Finding.of(
          found, "%s /%s/.".formatted(found ? "It matches" : "It does not match", expression));
    } catch (PatternSyntaxException e) {
      return Finding.unusable(
          "'%s' is no regular expression of RE2 (which has no look-around and no back-references)."
              .formatted(Excerpt.of(expression)));
    }
  }

  private static Finding limit(Assertion assertion, @Nullable Double measured, String unit) {
    Double limit = assertion.threshold();
    if (limit == null) {
      return Finding.unusable("'threshold' is needed, in " + unit + ".");
    }
    if (measured == null) {
      return Finding.unusable(
          unit.equals("USD")
              ? "The price of the model is not known, so there is no cost to compare."
              : "It was not measured.");
    }
    return Finding.of(
        measured <= limit,
        "It took %s %s, compared with %s."
            .formatted(Words.number(measured), unit, Words.number(limit)));
  }

  private static Finding levenshtein(String text, Assertion assertion) {
    double most = assertion.threshold(DISTANCE);
    return needsText(assertion)
        .orElseGet(
            () -> {
              if (Math.max(text.length(), assertion.text().length()) > Distance.MAX_LENGTH) {
                return Finding.unusable(
                    "Texts over " + Distance.MAX_LENGTH + " characters are not compared.");
              }
              int distance = Distance.levenshtein(text, assertion.text());
              return Finding.of(
                  distance <= most,
                  "The distance is %d, compared with %s.".formatted(distance, Words.number(most)));
            });
  }

  private static Finding rouge(String text, Assertion assertion) {
    double least = assertion.threshold(ROUGE);
    return needsText(assertion)
        .orElseGet(
            () -> {
              double recall = Rouge.recall(text, assertion.text());
              return Finding.scored(
                  recall >= least,
                  recall,
                  "ROUGE-1 is %s, compared with %s."
                      .formatted(Words.number(recall), Words.number(least)));
            });
  }

  private static Finding similar(Assertion assertion, @Nullable Opinion opinion) {
    double least = assertion.threshold(SIMILAR);
    return switch (opinion) {
      case Opinion.Similarity(double cosine) ->
          Finding.scored(
              cosine >= least,
              cosine,
              "The similarity is %s, compared with %s."
                  .formatted(Words.number(cosine), Words.number(least)));
      case Opinion.None(String why) -> Finding.unusable(why);
      case Opinion.Grade grade -> Finding.unusable("A grade is no similarity.");
      case null -> Finding.unusable("No embedding was asked for.");
    };
  }

  private static Finding rubric(Assertion assertion, @Nullable Opinion opinion) {
    if (assertion.text().isBlank()) {
      return needsValue(assertion);
    }
    return switch (opinion) {
      case Opinion.Grade(boolean isMet, double score, String reason) -> {
        Double least = assertion.threshold();
        yield Finding.scored(isMet && (least == null || score >= least), score, reason);
      }
      case Opinion.None(String why) -> Finding.unusable(why);
      case Opinion.Similarity similarity -> Finding.unusable("A similarity is no grade.");
      case null -> Finding.unusable("No judge was asked.");
    };
  }

  private static Optional<Finding> needsText(Assertion assertion) {
    return assertion.text().isEmpty() ? Optional.of(needsValue(assertion)) : Optional.empty();
  }

  private static Finding needsValue(Assertion assertion) {
    return Finding.unusable("'" + assertion.name() + "' needs a 'value'.");
  }
}
