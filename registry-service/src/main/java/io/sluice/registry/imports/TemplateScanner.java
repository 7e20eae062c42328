package io.sluice.registry.imports;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Cuts a foreign template into text and tags; one pass, linear in its length. */
final class TemplateScanner {
  private static final int MAX_DOLLAR_LENGTH = 400;

  /** How a tag begins and ends. */
  enum Kind {
    LONG_COMMENT("{{!--", "--}}"),
    TRIPLE("{{{", "}}}"),
    VALUE("{{", "}}"),
    STATEMENT("{%", "%}"),
    COMMENT("{#", "#}"),
    DOLLAR("${", "}");

    private final String open;
    private final String close;

    Kind(String open, String close) {
      this.open = open;
      this.close = close;
    }
  }

  /** A piece of a template. */
  sealed interface Part {
    /** Line of the template that it begins on, 1-based. */
    int line();

    /** Plain text. */
    record Text(String text, int line) implements Part {}

    /** A tag: what is between its ends, and all of it. */
    record Tag(Kind kind, String inner, String raw, int line) implements Part {}
  }

  private final String text;
  private final Set<Kind> kinds;
  private final Set<Kind> neverClosed = EnumSet.noneOf(Kind.class);
  private final List<Part> parts = new ArrayList<>();
  private int line;
  private int textStart;

  private TemplateScanner(String text, int firstLine, Set<Kind> kinds) {
    this.text = text;
    this.kinds = kinds;
    this.line = firstLine;
  }

  /**
   * Scans a template.
   *
   * @param firstLine line of the source that the template begins on
   * @param kinds what counts as a tag
   */
  static List<Part> scan(String text, int firstLine, Set<Kind> kinds) {
    return new TemplateScanner(text, firstLine, kinds).scan();
  }

  private List<Part> scan() {
    int at = 0;
    while (at < text.length()) {
      int next = tagAt(at);
      at = next > at ? next : at + 1;
    }
    flush(text.length());
    return parts;
  }

  /** Adds the tag that begins here and returns where it ends; {@code at} when none begins. */
  private int tagAt(int at) {
    char c = text.charAt(at);
    if (c != '{' && c != '$') {
      return at;
    }
    for (Kind kind : Kind.values()) {
      if (kinds.contains(kind) && !neverClosed.contains(kind) && text.startsWith(kind.open, at)) {
        int inner = at + kind.open.length();
        int end = text.indexOf(kind.close, inner);
        if (end < 0) {
          neverClosed.add(kind);
        } else if (kind != Kind.DOLLAR || isDollar(inner, end)) {
          flush(at);
          int after = end + kind.close.length();
          String raw = text.substring(at, after);
          parts.add(new Part.Tag(kind, text.substring(inner, end), raw, line));
          line += lines(raw);
          textStart = after;
          return after;
        }
      }
    }
    return at;
  }

  /** {@code ${Name:default}} on one line; anything longer is no placeholder. */
  private boolean isDollar(int inner, int end) {
    return end > inner
        && end - inner <= MAX_DOLLAR_LENGTH
        && text.substring(inner, end).chars().noneMatch(c -> c == '\n' || c == '{' || c == '$');
  }

  private void flush(int end) {
    if (end > textStart) {
      String piece = text.substring(textStart, end);
      parts.add(new Part.Text(piece, line));
      line += lines(piece);
      textStart = end;
    }
  }

  private static int lines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }
}
