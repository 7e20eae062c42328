package io.sluice.review.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.template.Template;
import io.sluice.review.suite.PromptContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The inputs that a prompt takes, as far as packs fill them. */
record DeclaredInputs(List<Input> inputs) {
  /** Length of an input that declares none. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  /**
   * One input.
   *
   * @param maxLength in characters; {@link #UNLIMITED} when it declares none
   */
  record Input(String name, String type, int maxLength) {
    boolean isText() {
      return type.equals("string");
    }
  }

  /** What an entry declares; where it declares nothing, what its messages use. */
  static DeclaredInputs of(PromptContent content) {
    List<Input> inputs = new ArrayList<>();
    content
        .entry()
        .path("inputs")
        .fields()
        .forEachRemaining(
            field ->
                inputs.add(
                    new Input(
                        field.getKey(),
                        field.getValue().path("type").asText("string"),
                        field.getValue().path("maxLength").asInt(UNLIMITED))));
    if (inputs.isEmpty()) {
      for (JsonNode message : content.entry().path("messages")) {
        Template.parse(message.path("content").asText()).names().stream()
            .filter(name -> inputs.stream().noneMatch(known -> known.name().equals(name)))
            .forEach(name -> inputs.add(new Input(name, "string", UNLIMITED)));
      }
    }
    return new DeclaredInputs(List.copyOf(inputs));
  }

  List<Input> texts() {
    return inputs.stream().filter(Input::isText).toList();
  }

  /** The text input that takes most: the way in for whoever writes it. */
  Optional<Input> widest() {
    // The first of several, so that it does not depend on anything but the file.
    return texts().stream().max(Comparator.comparingInt(Input::maxLength)).map(this::firstAsWide);
  }

  private Input firstAsWide(Input widest) {
    return texts().stream()
        .filter(input -> input.maxLength() == widest.maxLength())
        .findFirst()
        .orElse(widest);
  }

  /** All inputs filled in harmlessly, but for one. */
  ObjectNode with(Input chosen, String text) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    for (Input input : inputs) {
      if (input.equals(chosen)) {
        values.put(input.name(), text);
        continue;
      }
      switch (input.type()) {
        case "number", "integer" -> values.put(input.name(), 1);
        case "boolean" -> values.put(input.name(), true);
        default ->
            values.put(
                input.name(),
                "example".substring(0, Math.min("example".length(), input.maxLength())));
      }
    }
    return values;
  }
}
