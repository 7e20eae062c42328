package io.sluice.registry.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.format.EnvironmentFile;
import java.util.ArrayList;
import java.util.List;

/** Turns a commit into the rows that it writes. */
final class IndexRows {
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
    row.author = version.author();
    row.approvedBy = String.join("\n", version.approvedBy());
    row.createdAt = version.createdAt();
    return row;
  }

  private static PromptRow prompt(PromptVersion version) {
    JsonNode entry = version.entry();
    PromptRow row = new PromptRow();
    row.id = version.prompt();
    row.owner = entry.path("owner").asText();
    row.team = entry.path("team").asText();
    row.purpose = entry.path("purpose").asText();
    row.model = entry.path("model").asText();
    row.latestVersion = version.number();
    row.createdAt = version.createdAt();
    row.updatedAt = version.createdAt();
    return row;
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
