package io.sluice.registry.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One prompt as a foreign file describes it; filled by an importer, then read. */
public final class Draft {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_NOTES = 100;
  private static final int MAX_ISSUES = 50;
  private static final int MAX_ISSUE_LENGTH = 300;

  private final String source;
  private final String title;
  private final ObjectNode entry = JSON.objectNode();
  private final ArrayNode messages = JSON.arrayNode();
  private final ArrayNode cases = JSON.arrayNode();
  private final List<Note> notes = new ArrayList<>();
  private final List<Note> problems = new ArrayList<>();
  private final List<String> issues = new ArrayList<>();
  private final InputNames inputs = new InputNames();
  private @Nullable String id;

  /**
   * @param source where it was found: a file, with {@code :line} or {@code #name} where it holds
   *     several
   * @param title what people call it; its id is made from this
   */
  Draft(String source, String title) {
    this.source = source;
    this.title = title.strip();
  }

  public String source() {
    return source;
  }

  public String title() {
    return title;
  }

  /** The id that the source itself names; empty when it is to be made from the title. */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }

  void id(String given) {
    this.id = given;
  }

  /** Fields of the registry entry that the source speaks of, as far as they are set so far. */
  ObjectNode fields() {
    return entry;
  }

  /** Sets a text field unless the value is missing or blank. */
  void field(String name, JsonNode value) {
    if (value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
      entry.put(name, value.asText().strip());
    }
  }

  InputNames inputs() {
    return inputs;
  }

  /** Adds a message; one without text is left out and noted. */
  void message(String role, String content, int line) {
    if (content.isBlank()) {
      note(line, "an empty '" + role + "' message is left out");
    } else {
      messages.addObject().put("role", role).put("content", content);
    }
  }

  /** Adds a case of the test suite. */
  ObjectNode testCase(String name) {
    ObjectNode testCase = cases.addObject().put("name", name);
    testCase.putObject("inputs");
    return testCase;
  }

  /** Notes something that is not carried over and that the prompt means the same without. */
  void note(int line, String what) {
    Note note = new Note(line, what);
    if (notes.contains(note)) {
      return;
    }
    if (notes.size() < MAX_NOTES) {
      notes.add(note);
    } else if (notes.size() == MAX_NOTES) {
      notes.add(new Note(0, "and more that is not listed"));
    }
  }

  /** Notes a loss that changes what the prompt says; it stays with the entry as a known issue. */
  void lost(int line, String what) {
    note(line, what);
    if (issues.size() < MAX_ISSUES) {
      String issue = "Import: " + (line > 0 ? "line " + line + ": " : "") + what;
      issues.add(issue.substring(0, Math.min(issue.length(), MAX_ISSUE_LENGTH)));
    }
  }

  /** Says that this draft cannot become an entry. */
  void problem(int line, String what) {
    problems.add(new Note(line, what));
  }

  /** What was not carried over, by line. */
  public List<Note> notes() {
    return notes.stream().sorted(Comparator.comparingInt(Note::line)).toList();
  }

  /** Why this cannot become an entry; empty when it can. */
  public List<Note> problems() {
    return List.copyOf(problems);
  }

  /** The entry's fields as far as the source has them; a fresh copy. */
  public ObjectNode entry() {
    ObjectNode copy = entry.deepCopy();
    if (!copy.has("inputs") && !inputs.declared().isEmpty()) {
      copy.set("inputs", inputs.declared().deepCopy());
    }
    copy.set("messages", messages.deepCopy());
    if (!issues.isEmpty()) {
      ArrayNode known = copy.withArray("/knownIssues");
      issues.stream().distinct().forEach(known::add);
    }
    return copy;
  }

  /** Cases of the test suite; empty when the source has none. */
  public ArrayNode cases() {
    return cases.deepCopy();
  }
}
