package io.sluice.launcher.moving;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** Prints the report of an import: what needs attention first, the rest as a count. */
final class ReportPrinter {
  private final PrintWriter out;
  private final int lines;

  /**
   * @param lines at most so many lines of details
   */
  ReportPrinter(PrintWriter out, int lines) {
    this.out = out;
    this.lines = lines;
  }

  void print(JsonNode report) {
    int printed = 0;
    int all = 0;
    for (String action : new String[] {"refused", "create", "update"}) {
      for (JsonNode entry : report.path("entries")) {
        if (entry.path("action").asString("").equals(action)) {
          for (String line : describe(entry).split("\n")) {
            all++;
            if (printed < lines) {
              out.println(line);
              printed++;
            }
          }
        }
      }
    }
    if (all > printed) {
      out.printf(
          "… and %,d more lines; --lines %d shows them, --json has everything.%n",
          all - printed, all);
    }
    out.printf(
        "%s%,d entries: %,d new, %,d changed, %,d unchanged, %,d refused%n",
        all == 0 ? "" : System.lineSeparator(),
        report.path("total").asInt(),
        report.path("create").asInt(),
        report.path("update").asInt(),
        report.path("unchanged").asInt(),
        report.path("refused").asInt());
    out.println(report.path("message").asString(""));
  }

  private static String describe(JsonNode entry) {
    StringBuilder text = new StringBuilder();
    String id = entry.path("id").asString("");
    text.append("%-8s  %s".formatted(entry.path("action").asString(""), id.isEmpty() ? "-" : id))
        .append("  (")
        .append(entry.path("source").asString(""))
        .append(")\n");
    for (JsonNode finding : entry.path("findings")) {
      String where = finding.path("pointer").asString("");
      text.append("            ")
          .append(where.isEmpty() ? "" : where + ": ")
          .append(finding.path("detail").asString(""))
          .append('\n');
    }
    for (JsonNode remark : entry.path("remarks")) {
      text.append("            ").append(remark.asString("")).append('\n');
    }
    for (JsonNode note : entry.path("notCarriedOver")) {
      int line = note.path("line").asInt();
      text.append("            not carried over")
          .append(line > 0 ? ", line " + line + ": " : ": ")
          .append(note.path("what").asString(""))
          .append('\n');
    }
    return text.toString();
  }
}
