package io.sluice.kit.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema (2020-12) that somebody else has written: its regular expressions take linear time,
 * and nothing is fetched for it.
 */
public final class OutputSchema {
  /** Why {@link #of} has none, for people. */
  public static final String UNUSABLE =
      "The schema is not usable: it is no JSON Schema, or it has a regular expression that RE2 does"
          + " not know, or it names another one.";

  private static final int MAX_ERRORS = 5;

  /** Far more than an honest output of half a million characters takes; a second or two. */
  private static final int MAX_STEPS = 2_000_000;

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      .regularExpressionFactory(OutputSchema::linear)
                      .build()));

  private final Schema schema;

  private OutputSchema(Schema schema) {
    this.schema = schema;
  }

  /** Reads a schema; empty when it cannot be used. */
  public static Optional<OutputSchema> of(JsonNode json) {
    if (json.findValue("$id") != null || (!json.isObject() && !json.isBoolean())) {
      return Optional.empty();
    }
    try {
      Schema schema = REGISTRY.getSchema(json.toString(), InputFormat.JSON);
      schema.initializeValidators();
      return Optional.of(new OutputSchema(schema));
    } catch (RuntimeException | StackOverflowError e) {
      return Optional.empty();
    }
  }

  /** What the schema has against a document, at most 5 of it; empty when it allows it. */
  public List<String> errors(JsonNode document) {
    try {
      return schema.validate(document.toString(), InputFormat.JSON).stream()
          .limit(MAX_ERRORS)
          .map(OutputSchema::inWords)
          .toList();
    } catch (RuntimeException | StackOverflowError e) {
      return List.of(UNUSABLE);
    }
  }

  /**
   * What the schema has against a document, the first thing that is found; null when it allows it.
   *
   * @throws NotJudgedException when that takes too much work, or cannot be done with this schema
   */
  public @Nullable String objection(JsonNode document) throws NotJudgedException {
    try {
      return schema
          .validate(
              document.toString(),
              InputFormat.JSON,
              (ExecutionContext context) ->
                  context.executionConfig(
                      config -> config.failFast(true).maxEvaluationSteps(MAX_STEPS)))
          .stream()
          .findFirst()
          .map(OutputSchema::inWords)
          .orElse(null);
    } catch (RuntimeException | StackOverflowError e) {
      throw new NotJudgedException(e);
    }
  }

  private static String inWords(Error error) {
    return Excerpt.of(error.getInstanceLocation() + " " + error.getMessage());
  }

  private static RegularExpression linear(String expression) {
    Pattern pattern = Pattern.compile(expression);
    return text -> pattern.matcher(text).find();
  }
}
