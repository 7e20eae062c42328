package io.sluice.registry.imports;

import java.util.List;

/**
 * Reads a text or Markdown file as one prompt with one user message. {@code {{name}}} is an input;
 * {@code ${…}} stays as it is, because in texts it is more often a shell's or a program's. A first
 * line {@code # Title} gives the title and stays part of the text.
 */
final class TextImporter implements Importer {
  private static final int MAX_TITLE = 120;

  @Override
  public List<Draft> read(SourceFile file) throws ImportFailure {
    String text = file.text().stripTrailing();
    if (text.isBlank()) {
      throw new ImportFailure(file.name(), 0, "The file has no text.");
    }
    Draft draft = new Draft(file.name(), file.baseName(".txt", ".md"));
    String first = text.stripLeading().lines().findFirst().orElse("");
    if (first.startsWith("# ") && first.length() <= MAX_TITLE) {
      draft.fields().put("purpose", first.substring(2).strip());
    }
    draft.message("user", TemplateConverter.convert(draft, Dialect.BRACES, text, 1), 1);
    return List.of(draft);
  }
}
