package io.sluice.registry.imports;

import java.util.List;

/** Reads prompts of one foreign format. Implementations are stateless and bounded. */
public sealed interface Importer
    permits PromptYmlImporter,
        PromptyImporter,
        DotpromptImporter,
        LangfuseImporter,
        CsvImporter,
        TextImporter {

  /** Most drafts that one file may hold. */
  int MAX_DRAFTS = 2_000;

  /**
   * Reads one file.
   *
   * @return what it holds, in its order; entries that are broken are drafts with findings of their
   *     own, so that they hold up nothing else
   * @throws ImportFailure when nothing in it can be trusted
   */
  List<Draft> read(SourceFile file) throws ImportFailure;
}
