package io.sluice.registry.imports;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The formats that prompts come from. */
public enum ImportFormat {
  PROMPT_YML("prompt-yml", new PromptYmlImporter(), ".prompt.yml", ".prompt.yaml"),
  PROMPTY("prompty", new PromptyImporter(), ".prompty"),
  DOTPROMPT("dotprompt", new DotpromptImporter(), ".prompt"),
  LANGFUSE("langfuse", new LangfuseImporter(), ".json"),
  CSV("csv", new CsvImporter(), ".csv", ".tsv"),
  TEXT("text", new TextImporter(), ".txt", ".md");

  private final String wireName;
  private final Importer importer;
  private final List<String> endings;

  ImportFormat(String wireName, Importer importer, String... endings) {
    this.wireName = wireName;
    this.importer = importer;
    this.endings = List.of(endings);
  }

  /** As requests name it. */
  public String wireName() {
    return wireName;
  }

  public Importer importer() {
    return importer;
  }

  /** Endings of its files, for finding them in a folder. */
  public List<String> endings() {
    return endings;
  }

  /** By wire name. */
  public static Optional<ImportFormat> of(String name) {
    return Arrays.stream(values()).filter(format -> format.wireName.equals(name)).findFirst();
  }

  /** All wire names. */
  public static List<String> names() {
    return Arrays.stream(values()).map(ImportFormat::wireName).toList();
  }
}
