package io.sluice.registry.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.Lifecycle;
import java.util.ArrayList;
import java.util.List;

/** Turns a commit into the rows that it writes. */
final class IndexRows {
  /** PostgreSQL indexes at most 1 MiB of words and their positions; this stays below it. */
  private static final int MAX_SEARCHED_CHARS = 50_000;

  private IndexRows() {}

  static List<Object> of(IndexedCommit commit) {
    List<Object> rows = new ArrayList<>();
    for (PromptVersion version : commit.versions()) {
      rows.add(version(version));
      rows.add(prompt(version));
    }
    Integer change = commit.change();
    String attestation = commit.attestation();
    if (change != null && attestation != null) {
      MergedChangeRow merged = new MergedChangeRow();
      merged.number = change;
      merged.commitId = commit.commit().id();
      merged.attestation = attestation;
      rows.add(merged);
    }
    for (IndexedCommit.Runs runs : commit.runs()) {
      rows.add(live(commit, runs));
      if (change != null && attestation != null) {
        rows.add(promotion(commit, runs, change));
      }
    }
    return rows;
  }

  private static VersionRow version(PromptVersion version) {
    VersionRow row = new VersionRow();
    row.id = version.prompt() + "@" + version.number();
    row.prompt = version.prompt();
    row.number = version.number();
    row.digest = version.digest();
    row.content = version.content().toString();
    JsonNode tests = version.tests();
    row.tests = tests == null ? null : tests.toString();
    row.commitId = version.commit();
    row.changeNumber = version.change();
    row.title = version.title();
    row.description = version.description();
    row.author = version.author();
    row.approvedBy = String.join("\n", version.approvedBy());
    row.createdAt = version.createdAt();
    return row;
  }

  static PromptRow prompt(PromptVersion version) {
    JsonNode entry = version.entry();
    Lifecycle lifecycle = Lifecycle.of(entry);
    PromptRow row = new PromptRow();
    row.id = version.prompt();
    row.owner = entry.path("owner").asText();
    row.team = entry.path("team").asText();
    row.purpose = entry.path("purpose").asText();
    row.model = entry.path("model").asText();
    row.labels = String.join(" ", texts(entry.path("labels"), ""));
    row.lifecycle = lifecycle.state().wire();
    row.lifecycleReason = lifecycle.reason();
    row.replacedBy = lifecycle.replacedBy();
    row.lifecycleSince = version.createdAt();
    row.latestVersion = version.number();
    row.createdAt = version.createdAt();
    row.updatedAt = version.createdAt();
    row.reviewedAt = version.approvedBy().isEmpty() ? null : version.createdAt();
    row.reviewedBy = String.join("\n", version.approvedBy());
    row.titleWords = words(List.of(row.id, row.purpose));
    row.tagWords = words(List.of(row.labels, row.owner, row.team, row.model));
    List<String> texts = new ArrayList<>(texts(entry.path("messages"), "/content"));
    texts.addAll(texts(entry.path("knownIssues"), ""));
    row.textWords = words(texts);
    return row;
  }

  private static List<String> texts(JsonNode list, String pointer) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.at(pointer).asText()));
    return texts;
  }

  private static String words(List<String> texts) {
    return SearchWords.of(String.join(" ", texts), MAX_SEARCHED_CHARS);
  }

  private static LiveRow live(IndexedCommit commit, IndexedCommit.Runs runs) {
    EnvironmentFile file = runs.file();
    LiveRow row = new LiveRow();
    row.id = runs.environment() + "/" + file.prompt();
    row.environment = runs.environment();
    row.prompt = file.prompt();
    row.version = file.version() == null ? 0 : file.version();
    row.digest = file.digest() == null ? "" : file.digest();
    row.rollback = file.rollback();
    row.plan = runs.plan().toString();
    row.commitId = commit.commit().id();
    row.since = commit.commit().at();
    return row;
  }

  private static PromotionRow promotion(IndexedCommit commit, IndexedCommit.Runs runs, int change) {
    LiveRow live = live(commit, runs);
    PromotionRow row = new PromotionRow();
    row.id = live.id + "/" + change;
    row.environment = live.environment;
    row.prompt = live.prompt;
    row.version = live.version;
    row.digest = live.digest;
    row.changeNumber = change;
    row.position = commit.position();
    return row;
  }
}
