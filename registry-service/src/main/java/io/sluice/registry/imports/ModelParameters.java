package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** One name for each model parameter, whatever a tool calls it. */
final class ModelParameters {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("max_tokens", "maxTokens"),
          Map.entry("maxOutputTokens", "maxTokens"),
          Map.entry("max_output_tokens", "maxTokens"),
          Map.entry("max_completion_tokens", "maxTokens"),
          Map.entry("maxCompletionTokens", "maxTokens"),
          Map.entry("top_p", "topP"),
          Map.entry("top_k", "topK"),
          Map.entry("frequency_penalty", "frequencyPenalty"),
          Map.entry("presence_penalty", "presencePenalty"),
          Map.entry("stop", "stopSequences"),
          Map.entry("stop_sequences", "stopSequences"),
          Map.entry("reasoning_effort", "reasoningEffort"));
  private static final Set<String> KNOWN =
      Set.of(
          "temperature",
          "maxTokens",
          "topP",
          "topK",
          "seed",
          "frequencyPenalty",
          "presencePenalty",
          "stopSequences",
          "reasoningEffort");

  private ModelParameters() {}

  /** True for what is a model's parameter under any of its names. */
  static boolean isKnown(String name) {
    return KNOWN.contains(name) || NAMES.containsKey(name);
  }

  /** Puts parameters under our names into a draft; unknown ones keep theirs. */
  static void put(Draft draft, JsonNode given) {
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    given
        .fields()
        .forEachRemaining(
            field -> {
              if (!field.getValue().isNull()) {
                parameters.set(
                    NAMES.getOrDefault(field.getKey(), field.getKey()), field.getValue());
              }
            });
    if (!parameters.isEmpty()) {
      draft.fields().set("modelParameters", parameters);
    }
  }
}
