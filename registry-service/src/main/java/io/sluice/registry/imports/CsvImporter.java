package io.sluice.registry.imports;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a table (RFC 4180), one prompt a row. The first row names the columns, in any order and
 * case: an id or a title and a text are needed; owner, team, model, purpose, role and labels may be
 * there. Semicolons or tabs instead of commas are recognised by the first row.
 */
final class CsvImporter implements Importer {
  /** What a column is, by the names that are understood for it. */
  private enum Column {
    ID("id", "slug", "key"),
    TITLE("title", "name", "act"),
    TEXT("text", "prompt", "content", "template", "body"),
    OWNER("owner"),
    TEAM("team"),
    MODEL("model"),
    PURPOSE("purpose", "description"),
    ROLE("role"),
    LABELS("labels", "tags");

    private final Set<String> names;

    Column(String... names) {
      this.names = Set.of(names);
    }

    static Optional<Column> of(String header) {
      String name = header.strip().toLowerCase(Locale.ROOT);
      for (Column column : values()) {
        if (column.names.contains(name)) {
          return Optional.of(column);
        }
      }
      return Optional.empty();
    }
  }

  private static final int MAX_COLUMNS = 100;

  @Override
  public List<Draft> read(SourceFile file) throws ImportFailure {
    String text = file.text();
    List<Draft> drafts = new ArrayList<>();
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter(text))
            .setIgnoreEmptyLines(true)
            .setRecordSeparator("\n")
            .get();
    int line = 1;
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      Iterator<CSVRecord> rows = parser.iterator();
      if (!rows.hasNext()) {
        throw new ImportFailure(file.name(), 0, "The file has no rows.");
      }
      Header header = Header.of(rows.next(), file.name());
      line = (int) parser.getCurrentLineNumber() + 1;
      while (rows.hasNext()) {
        if (drafts.size() == MAX_DRAFTS) {
          throw new ImportFailure(
              file.name(),
              line,
              "More than " + MAX_DRAFTS + " rows; split the file and import the parts.");
        }
        drafts.add(header.draft(rows.next(), file.name(), line));
        line = (int) parser.getCurrentLineNumber() + 1;
      }
    } catch (UncheckedIOException | IOException | IllegalStateException e) {
      throw new ImportFailure(
          file.name(),
          line,
          "The row that begins here is not CSV as RFC 4180 has it: a text with quotes in it is"
              + " quoted, and its quotes are doubled.");
    }
    return drafts;
  }

  private static char delimiter(String text) {
    String first = text.lines().findFirst().orElse("");
    if (first.indexOf(',') >= 0) {
      return ',';
    }
    return first.indexOf('\t') >= 0 ? '\t' : first.indexOf(';') >= 0 ? ';' : ',';
  }

  /**
   * What the first row says.
   *
   * @param columns where each column is
   * @param ignored names of columns that mean nothing here
   */
  private record Header(Map<Column, Integer> columns, List<String> ignored, int width) {

    static Header of(CSVRecord row, String source) throws ImportFailure {
      Map<Column, Integer> columns = new EnumMap<>(Column.class);
      List<String> ignored = new ArrayList<>();
      Set<String> twice = new HashSet<>();
      for (int i = 0; i < row.size() && i < MAX_COLUMNS; i++) {
        Optional<Column> column = Column.of(row.get(i));
        if (column.isEmpty()) {
          ignored.add(row.get(i).strip());
        } else if (columns.putIfAbsent(column.get(), i) != null) {
          twice.add(row.get(i).strip());
        }
      }
      if (!twice.isEmpty()) {
        throw new ImportFailure(source, 1, "Two columns mean the same: " + twice + ".");
      }
      if (!columns.containsKey(Column.TEXT)
          || (!columns.containsKey(Column.ID) && !columns.containsKey(Column.TITLE))) {
        throw new ImportFailure(
            source,
            1,
            "The first row must name the columns: 'id' or 'title' (also 'name', 'act'), and 'text'"
                + " (also 'prompt', 'content', 'template', 'body'); 'owner', 'team', 'model',"
                + " 'purpose', 'role' and 'labels' are optional.");
      }
      return new Header(columns, ignored, row.size());
    }

    Draft draft(CSVRecord row, String source, int line) {
      String id = get(row, Column.ID);
      String title = get(row, Column.TITLE);
      Draft draft = new Draft(source + ":" + line, title.isBlank() ? id : title);
      if (row.size() != width) {
        draft.problem(line, "this row has " + row.size() + " columns, the first one " + width);
        return draft;
      }
      if (!id.isBlank()) {
        draft.id(id.strip());
      }
      set(draft, "owner", get(row, Column.OWNER));
      set(draft, "team", get(row, Column.TEAM));
      set(draft, "model", get(row, Column.MODEL));
      set(draft, "purpose", get(row, Column.PURPOSE));
      Labels.put(draft, List.of(get(row, Column.LABELS).split("[,;|]")), line);
      for (String column : ignored) {
        draft.note(line, "the column '" + column + "'");
      }
      String text =
          TemplateConverter.convert(
              draft, Dialect.BRACES_AND_DOLLAR, get(row, Column.TEXT).strip(), line);
      String role = get(row, Column.ROLE);
      Roles.of(role.isBlank() ? "user" : role, draft, line)
          .ifPresent(known -> draft.message(known, text, line));
      return draft;
    }

    private static void set(Draft draft, String field, String value) {
      if (!value.isBlank()) {
        draft.fields().put(field, value.strip());
      }
    }

    private String get(CSVRecord row, Column column) {
      Integer at = columns.get(column);
      return at == null || at >= row.size() ? "" : row.get(at);
    }
  }
}
