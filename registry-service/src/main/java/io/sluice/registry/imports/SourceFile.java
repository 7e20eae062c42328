package io.sluice.registry.imports;

/**
 * A file as it was handed in.
 *
 * @param name path or name; it names the source in reports and gives ids, and is never opened
 */
public record SourceFile(String name, String content) {

  /** The text without a byte order mark and with LF line ends. */
  public String text() {
    String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
    return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
  }

  /** The last part of the name, without the given endings. */
  public String baseName(String... endings) {
    String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    for (String ending : endings) {
      if (base.length() > ending.length()
          && base.regionMatches(
              true, base.length() - ending.length(), ending, 0, ending.length())) {
        return base.substring(0, base.length() - ending.length());
      }
    }
    return base;
  }
}
