package io.sluice.launcher.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log, for a message about why something did not start. */
public final class LogTail {
  private LogTail() {}

  /**
   * At most {@code count} lines without the frames of stack traces, indented by two spaces; a
   * remark when there is no log.
   */
  public static String of(Path log, int count) {
    try {
      // Bytes that are no UTF-8 must not hide the reason of a failure.
      String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      List<String> lines = text.lines().filter(LogTail::saysSomething).toList();
      if (lines.isEmpty()) {
        return "  (its log is empty)";
      }
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()))
          .indent(2)
          .stripTrailing();
    } catch (IOException e) {
      return "  (it has no log)";
    }
  }

  private static boolean saysSomething(String line) {
    return !line.isBlank() && !line.matches("\\s+(at .*|\\.\\.\\. \\d+ more)");
  }
}
