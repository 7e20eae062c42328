package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A YAML file as JSON, with the place of every value.
 *
 * @param json the content
 * @param positions JSON pointer of a value to its place in the file; the root is {@code ""}
 */
public record YamlDocument(JsonNode json, Map<String, Position> positions) {
  public YamlDocument {
    positions = Map.copyOf(positions);
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
