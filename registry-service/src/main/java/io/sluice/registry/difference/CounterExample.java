package io.sluice.registry.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import java.util.List;
import java.util.Optional;

/** Looks for a document that one schema allows and another does not, with a real validator. */
final class CounterExample {
  private static final int MAX_SCHEMA_CHARS = 64 * 1024;
  private static final long BUDGET_NANOS = 300_000_000;

  private CounterExample() {}

  /** Whether a document is valid under a schema. */
  interface Check {
    boolean accepts(JsonNode document);
  }

  /**
   * @return the smallest one found; empty when none was found, which proves nothing
   */
  static Optional<JsonNode> find(JsonNode allows, JsonNode refuses) {
    if (isBeyond(allows) || isBeyond(refuses)) {
      return Optional.empty();
    }
    try {
      Check one = check(allows);
      Check other = check(refuses);
      JsonNode best = null;
      List<JsonNode> samples = Samples.of(allows, refuses);
      long started = System.nanoTime();
      for (JsonNode sample : samples) {
        if (System.nanoTime() - started > BUDGET_NANOS) {
          break;
        }
        boolean smaller = best == null || sample.toString().length() < best.toString().length();
        if (smaller && !other.accepts(sample) && one.accepts(sample)) {
          best = sample;
        }
      }
      return Optional.ofNullable(best);
    } catch (RuntimeException | StackOverflowError e) {
      // A schema that the validator cannot work with shows nothing, either way.
      return Optional.empty();
    }
  }

  private static boolean isBeyond(JsonNode schema) {
    return schema.findValue("$id") != null
        || schema.findValue("$dynamicRef") != null
        || schema.toString().length() > MAX_SCHEMA_CHARS;
  }

  /** A validator whose regular expressions take linear time. */
  static Check check(JsonNode schema) {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder()
                        .regularExpressionFactory(CounterExample::linear)
                        .build()));
    Schema compiled = registry.getSchema(schema.toString(), InputFormat.JSON);
    return document -> compiled.validate(document.toString(), InputFormat.JSON).isEmpty();
  }

  private static RegularExpression linear(String expression) {
    return Patterns.compile(expression)
        .<RegularExpression>map(pattern -> text -> pattern.matcher(text).find())
        .orElseThrow(() -> new IllegalArgumentException("No linear-time match for " + expression));
  }
}
