package io.sluice.rollout.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A logic-less template: {@code {{name}}} is replaced by the input of that name, in a single pass,
 * so inserted text is never read as a template.
 */
final class Template {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*}}");

  private sealed interface Part {
    record Text(String text) implements Part {}

    record Input(String name) implements Part {}
  }

  private final List<Part> parts;

  private Template(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    int end = 0;
    while (matcher.find()) {
      parts.add(new Part.Text(text.substring(end, matcher.start())));
      parts.add(new Part.Input(matcher.group(1)));
      end = matcher.end();
    }
    parts.add(new Part.Text(text.substring(end)));
    return new Template(parts);
  }

  /** The names it uses, in order, doubled ones too. */
  List<String> names() {
    return parts.stream()
        .filter(Part.Input.class::isInstance)
        .map(part -> ((Part.Input) part).name())
        .toList();
  }

  /** The text with inputs filled in; an input that is not there leaves nothing. */
  String fill(Map<String, String> inputs) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Text t -> text.append(t.text());
        case Part.Input i -> text.append(inputs.getOrDefault(i.name(), ""));
      }
    }
    return text.toString();
  }
}
