package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON Schemas of the file formats: the same texts that editors get are what a push is checked
 * with.
 */
public final class Schemas {
  /** Names under which the schemas are served. */
  public static final List<String> NAMES = List.of("prompt", "tests", "environment", "sluice");

  private static final Map<String, String> TEXTS =
      Map.of(
          "prompt", load("prompt"),
          "tests", load("tests"),
          "environment", load("environment"),
          "sluice", load("sluice"));
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Map<String, Schema> COMPILED =
      Map.of(
          "prompt", compile("prompt"),
          "tests", compile("tests"),
          "environment", compile("environment"),
          "sluice", compile("sluice"));

  private Schemas() {}

  /** Text of a schema by its name, or empty. */
  public static Optional<String> text(String name) {
    return Optional.ofNullable(TEXTS.get(name));
  }

  static List<Finding> check(String name, String path, YamlDocument document) {
    List<Finding> findings = new ArrayList<>();
    Schema schema = COMPILED.get(name);
    if (schema == null) {
      throw new IllegalArgumentException("No schema " + name);
    }
    for (Error error : schema.validate(document.json().toString(), InputFormat.JSON)) {
      findings.add(finding(path, document, error));
    }
    return findings;
  }

  private static Finding finding(String path, YamlDocument document, Error error) {
    String pointer = pointer(error);
    String keyword = String.valueOf(error.getKeyword());
    String where = pointer.isEmpty() ? "the file" : "'" + dotted(pointer) + "'";
    String property = error.getProperty();
    String message =
        switch (keyword) {
          case "required" -> "'" + property + "' is missing in " + where + "; add it.";
          case "additionalProperties", "unevaluatedProperties" ->
              "Unknown field '" + property + "' in " + where + "; remove it or fix its name.";
          default -> capitalized(where) + ": " + plain(error) + ".";
        };
    boolean unknownField = keyword.endsWith("Properties") && property != null;
    Position at = document.position(unknownField ? pointer + "/" + property : pointer);
    return new Finding(path, at.line(), at.column(), "schema-" + keyword, message);
  }

  private static String pointer(Error error) {
    StringBuilder pointer = new StringBuilder();
    for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
      pointer
          .append('/')
          .append(
              String.valueOf(error.getInstanceLocation().getElement(i))
                  .replace("~", "~0")
                  .replace("/", "~1"));
    }
    return pointer.toString();
  }

  private static String dotted(String pointer) {
    return pointer.substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
  }

  private static String capitalized(String text) {
    return text.startsWith("the ") ? "T" + text.substring(1) : text;
  }

  private static String plain(Error error) {
    String message = String.valueOf(error.getMessage());
    int colon = message.indexOf(": ");
    return colon > 0 && message.startsWith("$") ? message.substring(colon + 2) : message;
  }

  private static Schema compile(String name) {
    return REGISTRY.getSchema(text(name).orElseThrow(), InputFormat.JSON);
  }

  /** Checks that a JSON value is itself a JSON Schema 2020-12 without references to elsewhere. */
  static Optional<String> whyNotASchema(JsonNode schema) {
    for (JsonNode reference : schema.findValues("$ref")) {
      if (!reference.isTextual() || !reference.textValue().startsWith("#")) {
        return Optional.of("'$ref' may only point inside the schema ('#/…'), not to " + reference);
      }
    }
    List<Error> errors = META.validate(schema.toString(), InputFormat.JSON);
    return errors.isEmpty() ? Optional.empty() : Optional.of(String.valueOf(errors.getFirst()));
  }

  private static final Schema META =
      REGISTRY.getSchema(
          "{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}", InputFormat.JSON);

  private static String load(String name) {
    try (InputStream in = Schemas.class.getResourceAsStream("/schemas/" + name + ".json")) {
      if (in == null) {
        throw new IllegalStateException("schemas/" + name + ".json is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
