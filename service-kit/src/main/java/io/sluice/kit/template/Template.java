package io.sluice.kit.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A logic-less template. {@code {{name}}} stands for an input, {@code {{> id@version}}} for a
 * fragment; spaces and tabs inside the braces are allowed. Filling in is a single pass: inserted
 * text is never read as a template.
 *
 * <p>Parsing takes time linear in the text and never fails: double braces that open nothing are
 * kept as text and reported.
 */
public final class Template {
  /** An id that a fragment tag may name; the same as a prompt's id. */
  private static final String ID = "[a-z0-9](?:[a-z0-9_-]|\\.(?!\\.)){0,99}";

  private static final Pattern TAG =
      Pattern.compile(
          "\\{\\{[ \\t]{0,20}(?:([A-Za-z_][A-Za-z0-9_]{0,63})|>[ \\t]{0,20}("
              + ID
              + ")@([1-9][0-9]{0,8}))[ \\t]{0,20}\\}\\}");
  private static final Pattern NO_TAG =
      Pattern.compile("\\{\\{[^{}\\n]{0,60}(?:\\}\\})?", Pattern.DOTALL);

  /** A piece of a template. */
  public sealed interface Part {
    /** Where it starts in the template, in {@code char}s. */
    int offset();

    /** The piece as it is written. */
    String source();

    /** Text that stays as it is. */
    record Text(String source, int offset) implements Part {}

    /** The place of an input. */
    record Input(String name, String source, int offset) implements Part {}

    /** The place of another prompt's text, pinned to a version. */
    record Fragment(String id, int version, String source, int offset) implements Part {}
  }

  /**
   * Double braces that are neither input nor fragment.
   *
   * @param source the beginning of what is there, at most 64 characters
   */
  public record Malformed(String source, int offset) {}

  private final List<Part> parts;
  private final List<Malformed> malformed;

  private Template(List<Part> parts, List<Malformed> malformed) {
    this.parts = List.copyOf(parts);
    this.malformed = List.copyOf(malformed);
  }

  /** Reads a template. */
  public static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    List<Malformed> malformed = new ArrayList<>();
    Matcher matcher = TAG.matcher(text);
    int end = 0;
    while (matcher.find()) {
      text(text, end, matcher.start(), parts, malformed);
      String source = matcher.group();
      parts.add(
          matcher.group(1) != null
              ? new Part.Input(matcher.group(1), source, matcher.start())
              : new Part.Fragment(
                  matcher.group(2), Integer.parseInt(matcher.group(3)), source, matcher.start()));
      end = matcher.end();
    }
    text(text, end, text.length(), parts, malformed);
    return new Template(parts, malformed);
  }

  private static void text(
      String text, int from, int to, List<Part> parts, List<Malformed> malformed) {
    if (from == to) {
      return;
    }
    String source = text.substring(from, to);
    parts.add(new Part.Text(source, from));
    Matcher broken = NO_TAG.matcher(source);
    while (broken.find()) {
      malformed.add(new Malformed(broken.group(), from + broken.start()));
    }
  }

  /** The pieces, in order; put together, their sources are the template. */
  public List<Part> parts() {
    return parts;
  }

  /** Double braces that say nothing; empty in a template that may be stored. */
  public List<Malformed> malformed() {
    return malformed;
  }

  /** The places of inputs, in order. */
  public List<Part.Input> inputs() {
    return parts.stream().filter(Part.Input.class::isInstance).map(Part.Input.class::cast).toList();
  }

  /** The places of fragments, in order. */
  public List<Part.Fragment> fragments() {
    return parts.stream()
        .filter(Part.Fragment.class::isInstance)
        .map(Part.Fragment.class::cast)
        .toList();
  }

  /** The names of its inputs, in order, repeated ones too. */
  public List<String> names() {
    return inputs().stream().map(Part.Input::name).toList();
  }

  /**
   * The text with inputs filled in; an input that is not given leaves nothing, so whoever calls
   * this has checked which ones are required.
   */
  public String fill(Map<String, String> inputs) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(
          switch (part) {
            case Part.Text t -> t.source();
            case Part.Input i -> inputs.getOrDefault(i.name(), "");
            case Part.Fragment f -> f.source();
          });
    }
    return text.toString();
  }
}
