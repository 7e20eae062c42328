package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What an export of ours wrote under {@code metadata.sluice}: fields for which the other format has
 * no place. They are checked like any others.
 */
final class OwnMetadata {
  private static final List<String> FIELDS =
      List.of(
          "owner",
          "team",
          "purpose",
          "model",
          "inputs",
          "outputSchema",
          "knownIssues",
          "limits",
          "labels",
          "lifecycle");

  private OwnMetadata() {}

  /** Applies them; what they say wins over what the other fields say. */
  static void apply(Draft draft, JsonNode metadata) {
    JsonNode own = metadata.path("sluice");
    if (own.path("id").isTextual()) {
      draft.id(own.path("id").textValue());
    }
    for (String field : FIELDS) {
      if (own.has(field)) {
        draft.fields().set(field, own.get(field));
      }
    }
  }
}
