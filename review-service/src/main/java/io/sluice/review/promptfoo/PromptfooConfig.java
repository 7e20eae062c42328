package io.sluice.review.promptfoo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.template.Template;
import io.sluice.review.assertion.Assertion;
import io.sluice.review.assertion.JsonPath;
import io.sluice.review.model.ModelName;
import io.sluice.review.suite.PromptContent;
import io.sluice.review.suite.TestCase;
import io.sluice.review.suite.TestSuite;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A prompt and its suite as a configuration of promptfoo
 * (promptfoo.dev/docs/configuration/reference). promptfoo's templates are Nunjucks and can do more
 * than ours: text that would mean something there is marked as raw.
 */
final class PromptfooConfig {
  private static final Pattern MEANS_SOMETHING = Pattern.compile("\\{\\{|\\{%|\\{#");
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "temperature", "temperature", "topP", "top_p", "maxTokens", "max_tokens", "seed", "seed");

  private PromptfooConfig() {}

  static ObjectNode of(PromptContent content, TestSuite suite) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("description", content.prompt() + " " + content.digest());
    config.putArray("prompts").add(messages(content).toString());
    provider(config.putArray("providers").addObject(), content);
    ArrayNode tests = config.putArray("tests");
    for (TestCase test : suite.cases()) {
      ObjectNode one = tests.addObject();
      one.put("description", test.name());
      ObjectNode vars = one.putObject("vars");
      test.inputs().fields().forEachRemaining(in -> vars.set(in.getKey(), in.getValue()));
      ArrayNode assertions = one.putArray("assert");
      test.assertions().forEach(json -> assertions.add(assertion(json, content)));
      test.tags().forEach(one.putObject("metadata").putArray("tags")::add);
    }
    return config;
  }

  private static ArrayNode messages(PromptContent content) {
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    for (JsonNode message : content.entry().path("messages")) {
      String text =
          Template.parse(message.path("content").asText()).parts().stream()
              .map(
                  part ->
                      switch (part) {
                        case Template.Part.Input input -> "{{ " + input.name() + " }}";
                        case Template.Part.Text plain -> raw(plain.source());
                        case Template.Part.Fragment fragment -> raw(fragment.source());
                      })
              .collect(Collectors.joining());
      messages.addObject().put("role", message.path("role").asText()).put("content", text);
    }
    return messages;
  }

  private static void provider(ObjectNode provider, PromptContent content) {
    ModelName name = ModelName.of(content.model());
    provider.put(
        "id",
        (name.vendor().equals("anthropic") ? "anthropic:messages:" : "openai:chat:")
            + name.model());
    ObjectNode config = provider.putObject("config");
    PARAMETERS.forEach(
        (ours, theirs) -> {
          JsonNode value = content.parameters().get(ours);
          if (value != null) {
            config.set(theirs, value);
          }
        });
  }

  private static ObjectNode assertion(JsonNode json, PromptContent content) {
    ObjectNode assertion = JsonNodeFactory.instance.objectNode();
    Assertion ours = Assertion.of(json);
    assertion.put("type", ours.name());
    JsonNode schema = content.outputSchema();
    if (ours.value() != null) {
      assertion.set("value", raw(ours.value()));
    } else if (schema != null && ours.name().endsWith("is-json")) {
      assertion.set("value", schema);
    }
    if (ours.threshold() != null) {
      assertion.set("threshold", json.get("threshold"));
    }
    if (json.has("weight")) {
      assertion.set("weight", json.get("weight"));
    }
    Optional.ofNullable(ours.path())
        .flatMap(JsonPath::parse)
        .ifPresent(path -> assertion.put("transform", transform(path)));
    return assertion;
  }

  /** The same place in JavaScript. */
  private static String transform(JsonPath path) {
    return path.steps().stream()
        .map(
            step ->
                switch (step) {
                  case JsonPath.Step.Name(String name) ->
                      "[" + JsonNodeFactory.instance.textNode(name) + "]";
                  case JsonPath.Step.Index(int index) -> ".at(" + index + ")";
                })
        .collect(Collectors.joining("", "JSON.parse(output)", ""));
  }

  private static JsonNode raw(JsonNode value) {
    return value.isTextual() ? JsonNodeFactory.instance.textNode(raw(value.textValue())) : value;
  }

  private static String raw(String text) {
    return MEANS_SOMETHING.matcher(text).find()
        ? "{% raw %}" + text.replace("{% endraw %}", "{ % endraw %}") + "{% endraw %}"
        : text;
  }
}
