package io.sluice.registry.exports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The comment at the head of an export. */
final class Header {
  private Header() {}

  /** Lines of a YAML comment: where it comes from, and what is not in it. */
  static String of(JsonNode entry, int version, String format, List<String> notExpressed) {
    StringBuilder text = new StringBuilder();
    line(text, "Exported from Sluice: " + entry.path("id").asText() + ", version " + version + ".");
    if (!notExpressed.isEmpty()) {
      line(text, format + " has no place for:");
      notExpressed.forEach(what -> line(text, "  " + what));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append("# ").append(line.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ")).append('\n');
  }
}
