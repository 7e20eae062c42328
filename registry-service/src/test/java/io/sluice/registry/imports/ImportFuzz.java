package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.template.Template;
import io.sluice.registry.format.FileFormat;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.fuzz.Check;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/** Targets: files of every foreign format. */
public final class ImportFuzz {
  private ImportFuzz() {}

  /**
   * A file is refused as a whole with a reason, or read as drafts. Their ids are ids and all
   * different; what is said of them has a line of the file; a draft without a problem is a template
   * that is good, of inputs that are declared, and an entry that our own format can be written in.
   */
  public static void read(ImportFormat format, byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    SourceFile file = new SourceFile("folder/Some name" + format.endings().getFirst(), text);
    List<Draft> drafts;
    try {
      drafts = format.importer().read(file);
    } catch (ImportFailure e) {
      Check.that(e.what().length() > 10 && !e.what().equals("null"), "A reason", e.what());
      requireLine(e.line(), file, e.what());
      return;
    }
    Check.that(drafts.size() <= Importer.MAX_DRAFTS, "A bound", drafts.size());
    List<String> ids = PromptIds.of(drafts);
    Check.same(drafts.size(), new HashSet<>(ids).size(), "An id for each");
    for (int i = 0; i < drafts.size(); i++) {
      RepositoryPath.Prompt at = new RepositoryPath.Prompt(ids.get(i));
      Check.that(RepositoryPath.of(at.path()).isPresent(), "An id is one", at);
      check(drafts.get(i), at, file);
    }
  }

  private static void check(Draft draft, RepositoryPath.Prompt at, SourceFile file) {
    draft.notes().forEach(note -> requireLine(note.line(), file, note.what()));
    draft.problems().forEach(note -> requireLine(note.line(), file, note.what()));
    ObjectNode entry = draft.entry();
    if (!draft.problems().isEmpty()) {
      return;
    }
    for (JsonNode message : entry.path("messages")) {
      Template template = Template.parse(message.path("content").asText());
      Check.same(List.of(), template.malformed(), "A template is good");
      for (String name : template.names()) {
        Check.that(entry.path("inputs").has(name), "An input is declared: " + name, entry);
      }
    }
    entry.put("apiVersion", "sluice/v1").put("id", at.id());
    for (String field : List.of("owner", "team", "purpose", "model")) {
      if (!entry.has(field)) {
        entry.put(field, "x");
      }
    }
    byte[] content = entry.toString().getBytes(StandardCharsets.UTF_8);
    for (Finding finding : Finding.errors(FileFormat.check(at, content).findings())) {
      boolean readable =
          !finding.rule().startsWith("yaml-")
              || finding.rule().equals("yaml-too-deep")
              || finding.rule().equals("yaml-number");
      Check.that(readable || hasLongKey(entry), "An entry can be written", finding);
    }
  }

  /** JSON keys that are longer than YAML lets a key in one line be. */
  private static boolean hasLongKey(JsonNode json) {
    boolean[] found = {false};
    json.fieldNames().forEachRemaining(name -> found[0] |= name.length() > 150);
    json.forEach(child -> found[0] |= hasLongKey(child));
    return found[0];
  }

  private static void requireLine(int line, SourceFile file, String about) {
    long lines = 2 + file.text().chars().filter(c -> c == '\n').count();
    Check.that(line >= 0 && line <= lines, "A line of the file", line + ": " + about);
    Check.that(!about.isBlank(), "Words", about);
  }
}
