package io.sluice.registry.index;

import java.util.List;
import java.util.Map;

/**
 * Every table of the index: what a walk over main rebuilds. A rebuild makes, fills and swaps
 * exactly these, so a new table of the index is added here and in a migration, and nowhere else.
 */
final class IndexTables {
  /**
   * A table.
   *
   * @param key its primary key, one column
   * @param meets for columns in which a later row does not simply replace an earlier one with the
   *     same key: the SQL that says what becomes of the two ({@code EXCLUDED} is the later one)
   */
  record Table(String name, String key, Map<String, String> meets) {
    String onConflict(String column) {
      return meets.getOrDefault(column, "EXCLUDED." + column);
    }
  }

  static final Table MARKER = new Table("index_marker", "id", Map.of());
  static final Table PROMPT =
      new Table(
          "prompt",
          "id",
          Map.of(
              "created_at",
              "prompt.created_at",
              "reviewed_at",
              "coalesce(EXCLUDED.reviewed_at, prompt.reviewed_at)",
              "reviewed_by",
              "CASE WHEN EXCLUDED.reviewed_at IS NULL THEN prompt.reviewed_by"
                  + " ELSE EXCLUDED.reviewed_by END",
              "lifecycle_since",
              "CASE WHEN EXCLUDED.lifecycle = prompt.lifecycle THEN prompt.lifecycle_since"
                  + " ELSE EXCLUDED.lifecycle_since END"));
  static final Table VERSION = new Table("prompt_version", "id", Map.of());
  static final Table CHANGE = new Table("merged_change", "number", Map.of());
  static final Table PROMOTION = new Table("promotion", "id", Map.of());
  static final Table LIVE = new Table("live", "id", Map.of());

  static final List<Table> ALL = List.of(MARKER, PROMPT, VERSION, CHANGE, PROMOTION, LIVE);

  private IndexTables() {}
}
