package io.sluice.registry.format;

import io.sluice.kit.problem.ProblemDetail;

/**
 * Something in a file that breaks a rule of the format.
 *
 * @param path the file, from the root of the repository
 * @param line 1-based; 0 when the finding is about the file as a whole
 * @param column 1-based; 0 when unknown
 * @param rule stable name of the rule, kebab case
 * @param message what is wrong and what to do
 */
public record Finding(String path, int line, int column, String rule, String message) {

  /** A finding about a file as a whole. */
  public static Finding inFile(String path, String rule, String message) {
    return new Finding(path, 0, 0, rule, message);
  }

  /** A finding about a value of a file, by its JSON pointer. */
  static Finding at(
      RepositoryPath file, YamlDocument document, String pointer, String rule, String message) {
    Position position = document.position(pointer);
    return new Finding(file.path(), position.line(), position.column(), rule, message);
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
