package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A YAML file as JSON, with the place of every value.
 *
 * @param json the content
 * @param text the file as it is
 * @param positions JSON pointer of a value to its place in the file; the root is {@code ""}
 */
public record YamlDocument(JsonNode json, String text, Map<String, Position> positions) {
  public YamlDocument {
    positions = Map.copyOf(positions);
  }

  /**
   * Place of the n-th occurrence of a text within a value, as far as the file shows it literally.
   *
   * @param occurrence from 0
   * @return the value's own place when the text is written in another way there, such as escaped
   */
  public Position position(String pointer, String literal, int occurrence) {
    Position value = position(pointer);
    int found = offset(value);
    for (int i = 0; i <= occurrence && found >= 0; i++) {
      found = text.indexOf(literal, i == 0 ? found : found + literal.length());
    }
    if (found < 0) {
      return value;
    }
    int line = value.line();
    int lineStart = offset(new Position(line, 1));
    for (int next = text.indexOf('\n', lineStart);
        next >= 0 && next < found;
        next = text.indexOf('\n', lineStart)) {
      line++;
      lineStart = next + 1;
    }
    return new Position(line, text.codePointCount(lineStart, found) + 1);
  }

  private int offset(Position at) {
    int offset = 0;
    for (int line = 1; line < at.line(); line++) {
      offset = text.indexOf('\n', offset) + 1;
    }
    return text.offsetByCodePoints(
        offset, Math.min(at.column() - 1, text.codePointCount(offset, text.length())));
  }

  /** Place of a value, or of the nearest enclosing one that has a place. */
  public Position position(String pointer) {
    String at = pointer;
    while (true) {
      Position position = positions.get(at);
      if (position != null) {
        return position;
      }
      int slash = at.lastIndexOf('/');
      if (slash < 0) {
        return new Position(1, 1);
      }
      at = at.substring(0, slash);
    }
  }
}
