package io.sluice.registry.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.format.Composition;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.Lifecycle;
import io.sluice.registry.index.IndexTables.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rows that some commits write, as the JSON that the database reads them from. */
final class IndexRows {
  /**
   * Rows with different keys; a second row with the same key is in a later round, so that what
   * becomes of the first is decided where rows meet, in the table.
   *
   * @param columns of every row
   * @param json an array with an object for each row
   */
  record Round(Table table, List<String> columns, String json) {
    static Round of(Table table, Collection<ObjectNode> rows) {
      List<String> columns = new ArrayList<>();
      rows.iterator().next().fieldNames().forEachRemaining(columns::add);
      return new Round(
          table,
          List.copyOf(columns),
          rows.stream().map(ObjectNode::toString).collect(Collectors.joining(",", "[", "]")));
    }
  }

  /** PostgreSQL indexes at most 1 MiB of words and their positions; this stays below it. */
  private static final int MAX_SEARCHED_CHARS = 50_000;

  private final Map<Table, List<Map<String, ObjectNode>>> rounds = new LinkedHashMap<>();

  private IndexRows() {}

  /** What to write, in this order: the marker comes last. */
  static List<Round> of(List<IndexedCommit> commits, Instant now) {
    IndexRows rows = new IndexRows();
    commits.forEach(rows::add);
    IndexedCommit last = commits.getLast();
    rows.put(
        IndexTables.MARKER,
        row()
            .put("id", 1)
            .put("commit_id", last.commit().id())
            .put("position", last.position())
            .put("updated_at", now.toString()));
    List<Round> all = new ArrayList<>();
    rows.rounds.forEach(
        (table, of) -> of.forEach(round -> all.add(Round.of(table, round.values()))));
    return all;
  }

  private void add(IndexedCommit commit) {
    for (PromptVersion version : commit.versions()) {
      put(IndexTables.VERSION, version(version));
      put(IndexTables.PROMPT, prompt(version).put("position", commit.position()));
    }
    Integer change = commit.change();
    String attestation = commit.attestation();
    if (change != null && attestation != null) {
      put(
          IndexTables.CHANGE,
          row()
              .put("number", change)
              .put("commit_id", commit.commit().id())
              .put("attestation", attestation));
    }
    for (IndexedCommit.Runs runs : commit.runs()) {
      ObjectNode live = live(commit, runs);
      put(IndexTables.LIVE, live);
      if (change != null && attestation != null) {
        put(IndexTables.PROMOTION, promotion(commit, live, change));
      }
    }
  }

  private void put(Table table, ObjectNode row) {
    String key = row.path(table.key()).asText();
    List<Map<String, ObjectNode>> known = rounds.computeIfAbsent(table, any -> new ArrayList<>());
    for (Map<String, ObjectNode> round : known) {
      if (round.putIfAbsent(key, row) == null) {
        return;
      }
    }
    known.add(new LinkedHashMap<>(Map.of(key, row)));
  }

  private static ObjectNode version(PromptVersion version) {
    JsonNode tests = version.tests();
    Composition composition = version.composition();
    return row()
        .put("id", version.prompt() + "@" + version.number())
        .put("prompt", version.prompt())
        .put("number", version.number())
        .put("digest", version.digest())
        .put("content", version.content().toString())
        .put("tests", tests == null ? null : tests.toString())
        .put("composition", composition == null ? null : Compositions.write(composition))
        .put("commit_id", version.commit())
        .put("change_number", version.change())
        .put("title", version.title())
        .put("description", version.description())
        .put("author", version.author())
        .put("approved_by", String.join("\n", version.approvedBy()))
        .put("created_at", version.createdAt().toString());
  }

  private static ObjectNode prompt(PromptVersion version) {
    JsonNode entry = version.entry();
    Lifecycle lifecycle = Lifecycle.of(entry);
    String labels = String.join(" ", texts(entry.path("labels"), ""));
    String owner = entry.path("owner").asText();
    String team = entry.path("team").asText();
    String purpose = entry.path("purpose").asText();
    String model = entry.path("model").asText();
    List<String> texts = new ArrayList<>(texts(entry.path("messages"), "/content"));
    texts.addAll(texts(entry.path("knownIssues"), ""));
    String at = version.createdAt().toString();
    return row()
        .put("id", version.prompt())
        .put("owner", owner)
        .put("team", team)
        .put("purpose", purpose)
        .put("model", model)
        .put("labels", labels)
        .put("lifecycle", lifecycle.state().wire())
        .put("lifecycle_reason", lifecycle.reason())
        .put("replaced_by", lifecycle.replacedBy())
        .put("lifecycle_since", at)
        .put("latest_version", version.number())
        .put("created_at", at)
        .put("updated_at", at)
        .put("reviewed_at", version.approvedBy().isEmpty() ? null : at)
        .put("reviewed_by", String.join("\n", version.approvedBy()))
        .put("title_words", words(List.of(version.prompt(), purpose)))
        .put("tag_words", words(List.of(labels, owner, team, model)))
        .put("text_words", words(texts));
  }

  private static List<String> texts(JsonNode list, String pointer) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.at(pointer).asText()));
    return texts;
  }

  private static String words(List<String> texts) {
    return SearchWords.of(String.join(" ", texts), MAX_SEARCHED_CHARS);
  }

  private static ObjectNode live(IndexedCommit commit, IndexedCommit.Runs runs) {
    EnvironmentFile file = runs.file();
    return row()
        .put("id", runs.environment() + "/" + file.prompt())
        .put("environment", runs.environment())
        .put("prompt", file.prompt())
        .put("version", file.version() == null ? 0 : file.version())
        .put("digest", file.digest() == null ? "" : file.digest())
        .put("rollback", file.rollback())
        .put("plan", runs.plan().toString())
        .put("commit_id", commit.commit().id())
        .put("since", commit.commit().at().toString())
        .put("position", commit.position());
  }

  private static ObjectNode promotion(IndexedCommit commit, ObjectNode live, int change) {
    ObjectNode row = row();
    row.put("id", live.path("id").asText() + "/" + change);
    for (String column : List.of("environment", "prompt", "version", "digest")) {
      row.set(column, live.get(column));
    }
    return row.put("change_number", change).put("position", commit.position());
  }

  private static ObjectNode row() {
    return JsonNodeFactory.instance.objectNode();
  }
}
