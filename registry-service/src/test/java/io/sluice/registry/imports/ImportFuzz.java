package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.template.Template;
import io.sluice.registry.format.FileFormat;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.YamlWriter;
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
   * that is good, of inputs that are declared, and an entry that is written as YAML and read the
   * same.
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
    byte[] content = YamlWriter.write(entry).getBytes(StandardCharsets.UTF_8);
    FileFormat.Checked checked = FileFormat.check(at, content);
    List<Finding> errors = Finding.errors(checked.findings());
    for (Finding finding : errors) {
      boolean readable =
          !finding.rule().startsWith("yaml-")
              || finding.rule().equals("yaml-too-deep")
              || finding.rule().equals("yaml-number");
      Check.that(readable, "An entry can be written", finding);
    }
    JsonNode read = checked.json();
    if (read != null && StandardCharsets.UTF_8.newEncoder().canEncode(entry.toString())) {
      Check.same(
          CanonicalJson.digest(entry.toString()),
          CanonicalJson.digest(read.toString()),
          "An entry is read as it was written");
    }
  }

  private static void requireLine(int line, SourceFile file, String about) {
    long lines = 2 + file.text().chars().filter(c -> c == '\n').count();
    Check.that(line >= 0 && line <= lines, "A line of the file", line + ": " + about);
    Check.that(!about.isBlank(), "Words", about);
  }
}
