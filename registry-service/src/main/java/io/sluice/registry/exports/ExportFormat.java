package io.sluice.registry.exports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The formats that versions are written in. */
public enum ExportFormat {
  PROMPT_YML("prompt-yml"),
  PROMPTY("prompty"),
  DOTPROMPT("dotprompt");

  private final String wireName;

  ExportFormat(String wireName) {
    this.wireName = wireName;
  }

  /** By the name that requests give it. */
  public static Optional<ExportFormat> of(String name) {
    return Arrays.stream(values()).filter(format -> format.wireName.equals(name)).findFirst();
  }

  /** All names. */
  public static List<String> names() {
    return Arrays.stream(values()).map(format -> format.wireName).toList();
  }

  /**
   * Writes a version.
   *
   * @param entry the parsed entry, with fragments already in place
   * @param hasTests whether the version has a suite, which no format here takes over as a whole
   */
  public Exported write(JsonNode entry, int version, boolean hasTests) {
    return switch (this) {
      case PROMPT_YML -> new PromptYmlExporter(entry, version, hasTests).write();
      case PROMPTY -> new PromptyExporter(entry, version, hasTests).write();
      case DOTPROMPT -> new DotpromptExporter(entry, version, hasTests).write();
    };
  }
}
