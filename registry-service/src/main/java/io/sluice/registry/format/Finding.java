package io.sluice.registry.format;

import io.sluice.kit.problem.ProblemDetail;
import java.util.List;

/**
 * Something in a file that breaks a rule of the format, or that is worth a second look.
 *
 * @param path the file, from the root of the repository
 * @param line 1-based; 0 when the finding is about the file as a whole
 * @param column 1-based; 0 when unknown
 * @param rule stable name of the rule, kebab case
 * @param message what is wrong and what to do
 */
public record Finding(
    String path, int line, int column, String rule, String message, FindingSeverity severity) {

  /** An error. */
  public Finding(String path, int line, int column, String rule, String message) {
    this(path, line, column, rule, message, FindingSeverity.ERROR);
  }

  /** A finding about a file as a whole. */
  public static Finding inFile(String path, String rule, String message) {
    return new Finding(path, 0, 0, rule, message);
  }

  /** An error at a place of a file. */
  public static Finding at(RepositoryPath file, Position at, String rule, String message) {
    return new Finding(file.path(), at.line(), at.column(), rule, message);
  }

  /** A finding about a value of a file, by its JSON pointer. */
  static Finding at(
      RepositoryPath file, YamlDocument document, String pointer, String rule, String message) {
    Position position = document.position(pointer);
    return new Finding(file.path(), position.line(), position.column(), rule, message);
  }

  /** The same as a warning. */
  Finding asWarning() {
    return new Finding(path, line, column, rule, message, FindingSeverity.WARNING);
  }

  /** True when it refuses a push and blocks a merge. */
  public boolean isError() {
    return severity == FindingSeverity.ERROR;
  }

  /** Those that block. */
  public static List<Finding> errors(List<Finding> findings) {
    return findings.stream().filter(Finding::isError).toList();
  }

  /** Those that do not. */
  public static List<Finding> warnings(List<Finding> findings) {
    return findings.stream().filter(finding -> !finding.isError()).toList();
  }

  /** {@code path:line:column}, as compilers print it. */
  public String where() {
    if (line == 0) {
      return path;
    }
    return column == 0 ? path + ":" + line : path + ":" + line + ":" + column;
  }

  /** As HTTP tells it. */
  public ProblemDetail problem() {
    return new ProblemDetail(message, where(), rule);
  }

  @Override
  public String toString() {
    return where() + ": " + message + " [" + rule + "]";
  }
}
