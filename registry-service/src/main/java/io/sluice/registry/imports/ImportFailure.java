package io.sluice.registry.imports;

/** A source that cannot be read at all; other sources go on. */
public final class ImportFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final int line;

  /**
   * @param source the file's name, or a place in it
   * @param line 1-based, 0 when it is about the source as a whole
   * @param message what is wrong and what to do
   */
  public ImportFailure(String source, int line, String message) {
    super(message);
    this.source = source;
    this.line = line;
  }

  public String source() {
    return source;
  }

  public int line() {
    return line;
  }

  /** What is wrong and what to do. */
  public String what() {
    return String.valueOf(getMessage());
  }
}
