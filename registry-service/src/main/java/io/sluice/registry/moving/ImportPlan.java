package io.sluice.registry.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.problem.ProblemDetail;
import io.sluice.registry.format.FileFormat;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.YamlWriter;
import io.sluice.registry.imports.Draft;
import io.sluice.registry.imports.ImportFailure;
import io.sluice.registry.imports.Importer;
import io.sluice.registry.imports.Note;
import io.sluice.registry.imports.PromptIds;
import io.sluice.registry.imports.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works out what an import does: reads the files, gives ids, and compares with what main has. A
 * broken file or entry is refused by itself and holds up nothing else.
 */
final class ImportPlan {
  private final ImportRequest.Defaults defaults;
  private final List<Draft> drafts = new ArrayList<>();
  private final List<PlannedEntry> unreadable = new ArrayList<>();
  private final List<String> ids;

  private ImportPlan(Importer importer, List<SourceFile> files, ImportRequest.Defaults defaults) {
    this.defaults = defaults;
    for (SourceFile file : files) {
      try {
        drafts.addAll(importer.read(file));
      } catch (ImportFailure e) {
        unreadable.add(unreadable(e));
      }
    }
    this.ids = PromptIds.of(drafts);
  }

  /** Reads the files. */
  static ImportPlan of(Importer importer, List<SourceFile> files, ImportRequest.Defaults defaults) {
    return new ImportPlan(importer, files, defaults);
  }

  /** Entries that were read, well or badly. */
  int size() {
    return drafts.size() + unreadable.size();
  }

  /** Files of main that the plan depends on. */
  Set<String> paths() {
    Set<String> paths = new LinkedHashSet<>();
    for (String id : ids) {
      paths.add(new RepositoryPath.Prompt(id).path());
      paths.add(new RepositoryPath.Tests(id).path());
    }
    return paths;
  }

  /**
   * Every entry with what becomes of it.
   *
   * @param main content of those of {@link #paths} that main has
   */
  List<PlannedEntry> against(Map<String, byte[]> main) {
    List<PlannedEntry> entries = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      entries.add(entry(drafts.get(i), ids.get(i), main));
    }
    entries.addAll(unreadable);
    return entries;
  }

  private PlannedEntry entry(Draft draft, String id, Map<String, byte[]> main) {
    List<String> remarks = new ArrayList<>();
    String plain = PromptIds.slug(draft.id().orElse(draft.title()));
    if (!id.equals(plain) && id.startsWith(plain.isEmpty() ? "prompt" : plain)) {
      remarks.add(
          "'" + plain + "' is taken by another entry of this import, so this is '" + id + "'");
    }
    ObjectNode entry = EntryText.entry(draft, id, defaults);
    keepLifecycle(entry, id, main);
    ArrayNode cases = draft.cases();
    List<ProblemDetail> problems = new ArrayList<>(problems(draft, entry));
    List<ProblemDetail> warnings = new ArrayList<>();
    Map<String, String> files = new LinkedHashMap<>();
    if (problems.isEmpty()) {
      write(new RepositoryPath.Prompt(id), entry, files, problems, warnings);
      if (!cases.isEmpty()) {
        write(new RepositoryPath.Tests(id), EntryText.tests(cases), files, problems, warnings);
      }
    }
    ImportAction action = action(id, files, main, !problems.isEmpty());
    files.entrySet().removeIf(file -> same(file.getKey(), file.getValue(), main));
    return new PlannedEntry(
        draft.source(),
        draft.title(),
        id,
        action,
        problems,
        warnings,
        draft.notes(),
        remarks,
        action == ImportAction.REFUSED ? Map.of() : files);
  }

  /** An import must not bring back what was archived: the source does not know of it. */
  private static void keepLifecycle(ObjectNode entry, String id, Map<String, byte[]> main) {
    String path = new RepositoryPath.Prompt(id).path();
    byte[] there = main.get(path);
    JsonNode before = there == null ? null : json(path, there);
    if (!entry.has("lifecycle") && before != null && before.has("lifecycle")) {
      entry.set("lifecycle", before.get("lifecycle"));
    }
  }

  private static ImportAction action(
      String id, Map<String, String> files, Map<String, byte[]> main, boolean refused) {
    if (refused) {
      return ImportAction.REFUSED;
    }
    if (files.entrySet().stream().allMatch(f -> same(f.getKey(), f.getValue(), main))) {
      return ImportAction.UNCHANGED;
    }
    return main.containsKey(new RepositoryPath.Prompt(id).path())
        ? ImportAction.UPDATE
        : ImportAction.CREATE;
  }

  /** True when main's file says the same, however it is formatted. */
  private static boolean same(String path, String text, Map<String, byte[]> main) {
    byte[] there = main.get(path);
    if (there == null) {
      return false;
    }
    JsonNode before = json(path, there);
    JsonNode after = json(path, text.getBytes(StandardCharsets.UTF_8));
    return before != null
        && after != null
        && CanonicalJson.digest(before.toString()).equals(CanonicalJson.digest(after.toString()));
  }

  private static @Nullable JsonNode json(String path, byte[] content) {
    return FileFormat.check(RepositoryPath.of(path).orElseThrow(), content).json();
  }

  private static List<ProblemDetail> problems(Draft draft, ObjectNode entry) {
    List<ProblemDetail> problems = new ArrayList<>();
    for (Note note : draft.problems()) {
      problems.add(new ProblemDetail(note.what(), where(draft.source(), note.line()), "import"));
    }
    for (String field : List.of("owner", "team", "model")) {
      if (!entry.has(field)) {
        problems.add(
            new ProblemDetail(
                "The source has no '" + field + "'; give one as 'defaults." + field + "'.",
                draft.source(),
                "import-default"));
      }
    }
    if (draft.problems().isEmpty() && entry.path("messages").isEmpty()) {
      problems.add(new ProblemDetail("There is no text in it.", draft.source(), "import-empty"));
    }
    texts("", entry, problems);
    return problems;
  }

  /** In every value, not in the file's text: there a character may be written as an escape. */
  private static void texts(String pointer, JsonNode node, List<ProblemDetail> problems) {
    if (node.isTextual()) {
      String text = node.textValue();
      FileFormat.checkText(pointer, text).forEach(finding -> problems.add(finding.problem()));
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        problems.add(
            new ProblemDetail(
                "Half of a surrogate pair, which is no character; remove it.", pointer, "text"));
      }
    } else if (node.isObject()) {
      node.fields()
          .forEachRemaining(f -> texts(pointer + "/" + f.getKey(), f.getValue(), problems));
    } else {
      for (int i = 0; i < node.size(); i++) {
        texts(pointer + "/" + i, node.get(i), problems);
      }
    }
  }

  private static void write(
      RepositoryPath at,
      ObjectNode json,
      Map<String, String> files,
      List<ProblemDetail> problems,
      List<ProblemDetail> warnings) {
    String text = YamlWriter.write(json);
    FileFormat.Checked checked = FileFormat.check(at, text.getBytes(StandardCharsets.UTF_8));
    Finding.errors(checked.findings()).forEach(finding -> problems.add(finding.problem()));
    Finding.warnings(checked.findings()).forEach(finding -> warnings.add(finding.problem()));
    JsonNode read = checked.json();
    if (problems.isEmpty()
        && (read == null
            || !CanonicalJson.digest(read.toString())
                .equals(CanonicalJson.digest(json.toString())))) {
      problems.add(
          new ProblemDetail(
              "Its text cannot be written as YAML and read again.", at.path(), "yaml"));
    }
    files.put(at.path(), text);
  }

  private static PlannedEntry unreadable(ImportFailure e) {
    return new PlannedEntry(
        e.source(),
        "",
        "",
        ImportAction.REFUSED,
        List.of(new ProblemDetail(e.what(), where(e.source(), e.line()), "import-unreadable")),
        List.of(),
        List.of(),
        List.of(),
        Map.of());
  }

  private static String where(String source, int line) {
    return line > 0 && !source.endsWith(":" + line) ? source + ":" + line : source;
  }

  /** Everything that the import writes, by path. */
  static Map<String, String> files(List<PlannedEntry> entries) {
    Map<String, String> files = new LinkedHashMap<>();
    entries.forEach(entry -> files.putAll(entry.files()));
    return files;
  }

  /** What names the branch: the same files give the same one. */
  static String digest(Map<String, String> files) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    files.forEach(json::put);
    return CanonicalJson.digest(json.toString());
  }
}
