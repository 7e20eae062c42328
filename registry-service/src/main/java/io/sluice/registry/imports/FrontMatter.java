package io.sluice.registry.imports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file with YAML between two fences, then a body.
 *
 * @param yaml null when the file has no front matter
 * @param body without the fences, as it is
 * @param bodyLine line of the file that the body begins on
 */
record FrontMatter(@Nullable ForeignYaml yaml, String body, int bodyLine) {

  /**
   * Splits a file.
   *
   * @param fences lines that open and close the front matter
   * @throws ImportFailure when it is not closed or is not YAML
   */
  static FrontMatter of(SourceFile file, List<String> fences) throws ImportFailure {
    String[] lines = file.text().split("\n", -1);
    int open = 0;
    while (open < lines.length && isSkipped(lines[open])) {
      open++;
    }
    if (open == lines.length || !fences.contains(lines[open].strip())) {
      return new FrontMatter(null, file.text(), 1);
    }
    int close = open + 1;
    while (close < lines.length && !fences.contains(lines[close].stripTrailing())) {
      close++;
    }
    if (close == lines.length) {
      throw new ImportFailure(
          file.name(), open + 1, "The front matter is not closed; end it with '---'.");
    }
    String yaml = join(lines, open + 1, close);
    String body = join(lines, close + 1, lines.length);
    boolean empty = yaml.lines().allMatch(FrontMatter::isSkipped);
    return new FrontMatter(
        empty ? null : ForeignYaml.read(file.name(), yaml, open + 1), body, close + 2);
  }

  /** Blank lines and comments (licence headers) may come first. */
  private static boolean isSkipped(String line) {
    return line.isBlank() || line.stripLeading().startsWith("#");
  }

  private static String join(String[] lines, int from, int to) {
    return String.join("\n", List.of(lines).subList(from, to));
  }
}
