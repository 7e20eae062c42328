package io.sluice.review.assertion;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** JSON in what models write. */
public final class JsonText {
  /** An output in which more braces than this open nothing is not searched further. */
  private static final int MAX_STARTS = 200;

  /** 1 and 1.0 are the same number. */
  static final Comparator<JsonNode> NUMBERS_BY_VALUE =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? a.decimalValue().compareTo(b.decimalValue())
              : a.equals(b) ? 0 : 1;

  private static final ObjectMapper FIRST = new ObjectMapper();

  private JsonText() {}

  /** The JSON objects in a text, in order, none inside another. */
  public static List<JsonNode> objectsIn(String text) {
    List<JsonNode> objects = new ArrayList<>();
    int starts = 0;
    int at = text.indexOf('{');
    while (at >= 0 && starts++ < MAX_STARTS) {
      String rest = text.substring(at);
      int length = 0;
      try (JsonParser parser = FIRST.createParser(rest)) {
        JsonNode json = FIRST.readTree(parser);
        if (json != null && json.isObject()) {
          objects.add(json);
          length = (int) parser.currentLocation().getCharOffset();
        }
      } catch (IOException | NumberFormatException e) {
        // It opens nothing; the next one may.
      }
      at = text.indexOf('{', at + Math.max(length, 1));
    }
    return objects;
  }
}
