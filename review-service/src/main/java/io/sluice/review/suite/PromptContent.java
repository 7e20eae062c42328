package io.sluice.review.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.kit.template.Template;
import io.sluice.review.model.Message;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A version's content as it is served: fragments are put in.
 *
 * @param digest the version's identity
 * @param entry the parsed {@code prompt.yaml}
 * @param tests the parsed {@code tests.yaml}; null when there is none
 */
public record PromptContent(
    String prompt, String digest, JsonNode entry, @Nullable JsonNode tests) {
  public PromptContent {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(entry, "entry");
  }

  /** The model as the entry names it: {@code vendor/model}. */
  public String model() {
    return entry.path("model").asText();
  }

  /** The schema that outputs have to fit; null when the entry has none. */
  public @Nullable JsonNode outputSchema() {
    return entry.path("outputSchema").isObject() ? entry.path("outputSchema") : null;
  }

  /** The entry's {@code modelParameters}; an empty object when it has none. */
  public JsonNode parameters() {
    JsonNode parameters = entry.path("modelParameters");
    return parameters.isObject() ? parameters : JsonNodeFactory.instance.objectNode();
  }

  /** The messages with inputs filled in, in one pass. */
  public List<Message> messages(Map<String, String> inputs) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : entry.path("messages")) {
      messages.add(
          new Message(
              Message.Role.of(message.path("role").asText()),
              Template.parse(message.path("content").asText()).fill(inputs)));
    }
    return messages;
  }

  /** Why a case cannot be run with these inputs, or empty; the same as rendering would say. */
  public Optional<String> objection(Map<String, String> inputs) {
    Set<String> declared = new LinkedHashSet<>();
    Set<String> required = new LinkedHashSet<>();
    entry
        .path("inputs")
        .fields()
        .forEachRemaining(
            input -> {
              declared.add(input.getKey());
              if (input.getValue().path("required").asBoolean(true)) {
                required.add(input.getKey());
              }
            });
    if (declared.isEmpty()) {
      for (JsonNode message : entry.path("messages")) {
        declared.addAll(Template.parse(message.path("content").asText()).names());
      }
      required.addAll(declared);
    }
    for (String name : inputs.keySet()) {
      if (!declared.contains(name)) {
        return Optional.of("The prompt declares no input '" + name + "'.");
      }
    }
    for (String name : required) {
      if (!inputs.containsKey(name)) {
        return Optional.of("The input '" + name + "' is required, and missing.");
      }
    }
    return Optional.empty();
  }
}
