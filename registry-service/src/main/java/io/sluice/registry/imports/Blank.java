package io.sluice.registry.imports;

/** Blank lines around a message, which formats with one body do not count as part of it. */
final class Blank {
  private Blank() {}

  /** Without leading and trailing blank lines, and without white space at the end. */
  static String trim(String message) {
    int start = 0;
    for (int i = 0; i < message.length() && Character.isWhitespace(message.charAt(i)); i++) {
      if (message.charAt(i) == '\n') {
        start = i + 1;
      }
    }
    return message.substring(start).stripTrailing();
  }
}
