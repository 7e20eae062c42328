package io.sluice.review.assertion;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.output.Excerpt;
import io.sluice.kit.output.OutputJson;
import io.sluice.kit.output.OutputSchema;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The assertions about JSON. */
final class JsonChecks {
  private JsonChecks() {}

  /** Against the assertion's schema, else the prompt's, else against nothing but JSON itself. */
  static Finding isJson(String text, Assertion assertion, @Nullable JsonNode promptSchema) {
    JsonNode schema = assertion.value() == null ? promptSchema : assertion.value();
    Optional<JsonNode> json = OutputJson.parse(text);
    if (schema == null) {
      return json.isPresent() ? Finding.of(true, "It is JSON.") : Finding.of(false, notJson(text));
    }
    Optional<OutputSchema> compiled = OutputSchema.of(schema);
    if (compiled.isEmpty()) {
      return Finding.unusable(OutputSchema.UNUSABLE);
    }
    if (json.isEmpty()) {
      return Finding.of(false, notJson(text));
    }
    List<String> errors = compiled.get().errors(json.get());
    return errors.isEmpty()
        ? Finding.of(true, "It is JSON as the schema wants it.")
        : Finding.of(false, "The schema does not allow it: " + String.join("; ", errors) + ".");
  }

  /** An object somewhere in the text, and where a schema is given, one that it allows. */
  static Finding containsJson(String text, Assertion assertion) {
    List<JsonNode> objects = JsonText.objectsIn(text);
    JsonNode schema = assertion.value();
    if (schema == null) {
      return objects.isEmpty()
          ? Finding.of(false, "There is no JSON object in it.")
          : Finding.of(true, "There is a JSON object in it.");
    }
    Optional<OutputSchema> compiled = OutputSchema.of(schema);
    if (compiled.isEmpty()) {
      return Finding.unusable(OutputSchema.UNUSABLE);
    }
    return objects.stream().anyMatch(json -> compiled.get().errors(json).isEmpty())
        ? Finding.of(true, "There is a JSON object in it that the schema allows.")
        : Finding.of(
            false, "Of %d JSON objects in it the schema allows none.".formatted(objects.size()));
  }

  private static String notJson(String text) {
    return "It is not JSON: '" + Excerpt.of(text) + "'.";
  }
}
