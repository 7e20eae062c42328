package io.sluice.launcher.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Shortens {@code git log} to what a person wants to see of a merge or a rollback. */
final class CommitLog {
  /** What {@code git log --format} must be asked for. */
  static final String FORMAT = "%x1e%h  %cd  %<(15,trunc)%an  %s%x1f%b";

  private static final String INDENT = " ".repeat(19);

  private CommitLog() {}

  /** Each commit's line, then its version and approvers, or a rollback's reason, below. */
  static String readable(String log) {
    return Arrays.stream(log.split("\u001e"))
        .filter(commit -> !commit.isBlank())
        .map(CommitLog::commit)
        .collect(Collectors.joining("\n"));
  }

  private static String commit(String commit) {
    String[] parts = commit.split("\u001f", 2);
    List<String> lines = new ArrayList<>();
    lines.add(parts[0].strip());
    if (parts.length > 1) {
      boolean rollback = parts[1].contains("\nRollback: ");
      parts[1]
          .lines()
          .filter(line -> isShown(line) || (rollback && !line.isBlank() && !isTrailer(line)))
          .map(line -> line.replaceFirst("(sha256:[0-9a-f]{12})[0-9a-f]+", "$1…"))
          .flatMap(line -> Wrap.lines(line, INDENT.length()).stream())
          .forEach(line -> lines.add(INDENT + line));
    }
    return String.join("\n", lines);
  }

  private static boolean isShown(String line) {
    return line.startsWith("Prompt-Version: ") || line.startsWith("Approved-by: ");
  }

  private static boolean isTrailer(String line) {
    return line.matches("[A-Z][A-Za-z-]*: .*");
  }
}
