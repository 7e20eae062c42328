package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.YamlDocument;
import io.sluice.registry.format.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * YAML of another tool, read by the same strict reader as our own files: no anchors, aliases or
 * tags, bounded size and depth. Real files of these formats have none, and what a reviewer reads is
 * what is parsed.
 */
final class ForeignYaml {
  private static final Pattern BLOCK_SCALAR =
      Pattern.compile("[|>][0-9+-]{0,2}[ \\t]{0,20}(?:#.{0,1000})?$");

  private final YamlDocument document;
  private final String[] lines;

  private ForeignYaml(YamlDocument document, String[] lines) {
    this.document = document;
    this.lines = lines;
  }

  /**
   * Reads a mapping.
   *
   * @param linesBefore lines of the source before the text, so that places are those of the source
   */
  static ForeignYaml read(String source, String text, int linesBefore) throws ImportFailure {
    String padded = "\n".repeat(linesBefore) + text;
    YamlDocument document;
    try {
      document = YamlReader.read(source, padded.getBytes(StandardCharsets.UTF_8));
    } catch (YamlReader.Unreadable e) {
      Finding finding = e.finding();
      throw new ImportFailure(source, finding.line(), finding.message());
    }
    if (!document.json().isObject()) {
      throw new ImportFailure(
          source, linesBefore + 1, "This is not a mapping of fields; is it another format?");
    }
    return new ForeignYaml(document, padded.split("\n", -1));
  }

  JsonNode json() {
    return document.json();
  }

  /** Line of a value's key. */
  int line(String pointer) {
    return document.position(pointer).line();
  }

  /** Line that a text begins on: the next one for a block scalar. */
  int textLine(String pointer) {
    int line = line(pointer);
    boolean block = line <= lines.length && BLOCK_SCALAR.matcher(lines[line - 1].strip()).find();
    return block ? line + 1 : line;
  }
}
