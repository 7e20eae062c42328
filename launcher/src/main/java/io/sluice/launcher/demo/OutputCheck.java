package io.sluice.launcher.demo;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Checks what the model wrote against the version's output schema, strictly: a sentence around the
 * JSON breaks the program behind it.
 */
final class OutputCheck {
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  /**
   * True when the output is JSON that the schema allows.
   *
   * @param digest of the version; its schema is read once
   */
  boolean fits(String digest, JsonNode schema, String output) {
    Schema compiled = schemas.computeIfAbsent(digest, unused -> registry.getSchema(schema));
    try {
      return compiled.validate(output, InputFormat.JSON).isEmpty();
    } catch (JacksonException | IllegalArgumentException e) {
      return false;
    }
  }
}
