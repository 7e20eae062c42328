package io.sluice.registry.imports;

import io.sluice.registry.imports.TemplateScanner.Part;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a foreign template into Sluice's: every plain variable becomes {@code {{input}}} and is
 * declared; control flow, helpers and expressions are left out and listed with their line, because
 * a logic-less template has no counterpart for them. The text between them stays.
 */
final class TemplateConverter {
  private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$-]*");
  private static final Pattern PATH =
      Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*(?:\\.[\\p{L}\\p{N}_-]+)+");
  private static final Pattern FILTERED =
      Pattern.compile("([\\p{L}_][\\p{L}\\p{N}_.-]*)\\s*\\|\\s*(\\S.*)");
  private static final Pattern JSON_HELPER =
      Pattern.compile("json\\s+([\\p{L}_][\\p{L}\\p{N}_.-]*)(?:\\s+indent=\\S+)?");

  /** What people write between double braces where any text goes; {@code {{"a": 1}}} is none. */
  private static final Pattern WORDS = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N} _.,/'$-]{0,79}");

  private static final Pattern LITERAL = Pattern.compile("\"([^\"\\\\]*)\"|'([^'\\\\]*)'");
  private static final int MAX_SHOWN = 60;
  private static final int MAX_EXPRESSION = 500;

  private final Draft draft;
  private final Dialect dialect;
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder literal = new StringBuilder();
  private int literalLine;

  TemplateConverter(Draft draft, Dialect dialect) {
    this.draft = draft;
    this.dialect = dialect;
  }

  /** Converts a whole template that begins on a line of the source. */
  static String convert(Draft draft, Dialect dialect, String template, int firstLine) {
    TemplateConverter converter = new TemplateConverter(draft, dialect);
    TemplateScanner.scan(template, firstLine, dialect.tags()).forEach(converter::add);
    return converter.take();
  }

  /** Converts the next part. */
  void add(Part part) {
    switch (part) {
      case Part.Text text -> text(text.text(), text.line());
      case Part.Tag tag -> {
        if (dialect != Dialect.HANDLEBARS || !isEscaped(tag)) {
          tag(tag);
        }
      }
    }
  }

  /** In Handlebars a backslash makes a tag text, and two make one backslash before a tag. */
  private boolean isEscaped(Part.Tag tag) {
    int length = literal.length();
    if (length == 0 || literal.charAt(length - 1) != '\\') {
      return false;
    }
    literal.setLength(length - 1);
    if (length > 1 && literal.charAt(length - 2) == '\\') {
      return false;
    }
    text(tag.raw(), tag.line());
    return true;
  }

  /** What came out since the last time, ready to be a message. */
  String take() {
    flush();
    String text = out.toString();
    out.setLength(0);
    return text;
  }

  private void text(String text, int line) {
    if (literal.isEmpty()) {
      literalLine = line;
    }
    literal.append(text);
  }

  private void placeholder(String name) {
    flush();
    out.append("{{").append(name).append("}}");
  }

  /**
   * Opening double braces that are no placeholder would be an error in Sluice: they get a space.
   */
  private void flush() {
    String text = literal.toString();
    literal.setLength(0);
    if (text.contains("{{")) {
      int line = literalLine;
      for (String row : text.split("\n", -1)) {
        if (row.contains("{{")) {
          draft.note(line, "'{{' that begins no variable is written '{ {'");
        }
        line++;
      }
      text = text.replaceAll("\\{(?=\\{)", "{ ");
    }
    out.append(text);
  }

  private void tag(Part.Tag tag) {
    String inner = tag.inner();
    switch (tag.kind()) {
      case DOLLAR -> dollar(inner.strip(), tag.line());
      case STATEMENT -> lost(tag, "control flow");
      case COMMENT, LONG_COMMENT ->
          draft.note(tag.line(), "the template comment " + shown(tag.raw()) + " is left out");
      case TRIPLE -> value(inner.strip(), tag);
      case VALUE -> value(trimmed(inner, tag.line()), tag);
    }
  }

  /** Without the marks that control white space around a tag. */
  private String trimmed(String inner, int line) {
    String bare =
        switch (dialect) {
          case JINJA -> inner.replaceAll("^[-+]|[-+]$", "");
          case HANDLEBARS -> inner.replaceAll("^~|~$", "");
          case BRACES, BRACES_AND_DOLLAR -> inner;
        };
    if (!bare.equals(inner)) {
      draft.note(line, "white space control in " + shown("{{" + inner + "}}") + " has no effect");
    }
    return bare.strip();
  }

  private void value(String expression, Part.Tag tag) {
    if (expression.isEmpty() || expression.length() > MAX_EXPRESSION) {
      lostOrLiteral(tag, expression.isEmpty() ? "an empty tag" : "an expression");
      return;
    }
    if (dialect == Dialect.HANDLEBARS && draft.inputs().known(expression).isPresent()) {
      placeholder(draft.inputs().use(expression));
      return;
    }
    char first = expression.charAt(0);
    if (first == '!') {
      draft.note(tag.line(), "the template comment " + shown(tag.raw()) + " is left out");
    } else if ("#/^>&*=".indexOf(first) >= 0 || isElse(expression)) {
      lost(tag, first == '>' ? "a partial" : "control flow");
    } else if (dialect == Dialect.HANDLEBARS && expression.equals("history")) {
      lost(tag, "the conversation so far");
    } else if (first == '@'
        || expression.equals("this")
        || expression.startsWith("this.")
        || expression.equals(".")
        || expression.startsWith("../")) {
      lost(tag, "a context variable");
    } else {
      expression(expression, tag);
    }
  }

  private boolean isElse(String expression) {
    return dialect == Dialect.HANDLEBARS
        && (expression.equals("else") || expression.startsWith("else "));
  }

  private void expression(String expression, Part.Tag tag) {
    Matcher filtered = FILTERED.matcher(expression);
    Matcher json = JSON_HELPER.matcher(expression);
    Optional<String> text = literalText(expression);
    if (NAME.matcher(expression).matches()) {
      named(expression, tag.line());
    } else if (text.isPresent()) {
      text(text.get(), tag.line());
    } else if (PATH.matcher(expression).matches()) {
      named(expression, tag.line());
    } else if (dialect == Dialect.JINJA && filtered.matches()) {
      named(filtered.group(1), tag.line());
      draft.lost(
          tag.line(),
          "the filter in " + shown(tag.raw()) + " is left out: pass the value as it is to appear");
    } else if (dialect == Dialect.HANDLEBARS && json.matches()) {
      named(json.group(1), tag.line());
      draft.lost(
          tag.line(), "the helper in " + shown(tag.raw()) + " is left out: pass the value as JSON");
    } else if (WORDS.matcher(expression).matches() && !isProgram()) {
      named(expression, tag.line());
    } else {
      lostOrLiteral(tag, dialect == Dialect.JINJA ? "an expression" : "a helper");
    }
  }

  private Optional<String> literalText(String expression) {
    Matcher literalText = LITERAL.matcher(expression);
    if (dialect != Dialect.JINJA || !literalText.matches()) {
      return Optional.empty();
    }
    return Optional.of(literalText.group(1) != null ? literalText.group(1) : literalText.group(2));
  }

  private void named(String original, int line) {
    boolean isNew = draft.inputs().known(original).isEmpty();
    String name = draft.inputs().use(original);
    if (isNew && !name.equals(original)) {
      draft.note(line, "the variable '" + original + "' is the input '" + name + "'");
    }
    placeholder(name);
  }

  private void dollar(String inner, int line) {
    int colon = inner.indexOf(':');
    String original = (colon < 0 ? inner : inner.substring(0, colon)).strip();
    if (original.isEmpty() || !original.codePoints().anyMatch(Character::isLetter)) {
      text("${" + inner + "}", line);
      return;
    }
    named(original, line);
    if (colon >= 0 && !inner.substring(colon + 1).isBlank()) {
      String suggestion = inner.substring(colon + 1).strip();
      draft.inputs().describe(draft.inputs().use(original), "For example: " + suggestion);
      draft.note(
          line,
          "the default '"
              + shown(suggestion)
              + "' of '"
              + original
              + "' is the input's description: inputs have no defaults");
    }
  }

  /** True for languages in which a tag that is no variable does something. */
  private boolean isProgram() {
    return dialect == Dialect.JINJA || dialect == Dialect.HANDLEBARS;
  }

  private void lostOrLiteral(Part.Tag tag, String what) {
    if (isProgram()) {
      lost(tag, what);
    } else {
      text(tag.raw(), tag.line());
    }
  }

  private void lost(Part.Tag tag, String what) {
    draft.lost(tag.line(), shown(tag.raw()) + " (" + what + ") is left out");
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN - 1) + "…";
  }
}
