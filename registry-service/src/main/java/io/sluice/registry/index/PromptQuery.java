package io.sluice.registry.index;

import io.sluice.registry.format.Lifecycle;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of one page of entries: only the conditions that were asked for, so that each can use its
 * index. What the caller says is in parameters alone.
 *
 * <p>Ranking reads {@code heading} only, which lies in the row; a hit in the messages alone comes
 * after every hit in the heading. The sum over the words that are there is taken, not
 * all-or-nothing.
 */
final class PromptQuery {
  /**
   * What was typed, read once: in the conditions, it would be read for every row. Not knowing the
   * words, PostgreSQL takes the index of words even for a word that most entries have; it does not
   * count what it costs to read the words of all rows back from where long values lie.
   */
  private static final String WITH_WORDS =
      "WITH typed AS (SELECT %s AS words),"
          + " words AS MATERIALIZED (SELECT words AS every_word,"
          + " CAST(replace(CAST(words AS text), ' & ', ' | ') AS tsquery) AS some_word FROM typed) ";

  private static final String EVERY_WORD = "(SELECT every_word FROM words)";
  private static final String SCORE =
      "CAST(ts_rank(p.heading, (SELECT some_word FROM words)) * 1000000 AS bigint)";

  private static final String WORDS = "websearch_to_tsquery('simple', :words)";

  /** Words that end in a quote end in a word, of which the beginning may do. */
  private static final String WORDS_WITH_PREFIX =
      "(CASE WHEN CAST(%1$s AS text) LIKE '%%''' THEN CAST(CAST(%1$s AS text) || ':*' AS tsquery)"
              .formatted(WORDS)
          + " ELSE "
          + WORDS
          + " END)";

  /** What was typed has no word in it: it matches nothing, and PostgreSQL need not be asked. */
  private static final String NO_WORDS = "CAST(NULL AS tsquery)";

  private static final String REVIEWED =
      "coalesce(p.reviewed_at, timestamptz '1970-01-01 00:00:00+00')";

  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final String sql;

  PromptQuery(
      PromptFilter filter, PromptOrder order, PromptOrder.@Nullable Position after, int limit) {
    String words = words(filter);
    boolean ranked = order.sort() == PromptOrder.Sort.RELEVANCE;
    String select =
        "SELECT p.id, p.owner, p.team, p.purpose, p.model, p.labels, p.lifecycle,"
            + " p.lifecycle_reason, p.replaced_by, p.lifecycle_since, p.latest_version,"
            + " p.created_at, p.updated_at, p.reviewed_at, p.reviewed_by, "
            + (ranked ? SCORE : "CAST(0 AS bigint)")
            + " AS score FROM prompt p"
            + where(conditions(filter));
    parameters.put("limit", limit);
    sql =
        (words.isEmpty() ? "" : WITH_WORDS.formatted(words))
            + "SELECT * FROM ("
            + select
            + ") p"
            + page(key(order.sort()), order, after);
  }

  String sql() {
    return sql;
  }

  Map<String, Object> parameters() {
    return parameters;
  }

  private String words(PromptFilter filter) {
    if (filter.text().isEmpty()) {
      return "";
    }
    SearchQuery query = SearchQuery.of(filter.text());
    if (query.isEmpty()) {
      return NO_WORDS;
    }
    parameters.put("words", query.web());
    return query.prefix() ? WORDS_WITH_PREFIX : WORDS;
  }

  private List<String> conditions(PromptFilter filter) {
    List<String> conditions = new ArrayList<>();
    if (!filter.text().isEmpty()) {
      conditions.add("p.search @@ " + EVERY_WORD);
    }
    equal(conditions, "team", filter.team());
    equal(conditions, "owner", filter.owner());
    equal(conditions, "model", filter.model());
    if (!filter.environment().isEmpty()) {
      conditions.add(
          "EXISTS (SELECT 1 FROM live l WHERE l.prompt = p.id AND l.environment = :environment)");
      parameters.put("environment", filter.environment());
    }
    if (!filter.labels().isEmpty()) {
      conditions.add("string_to_array(p.labels, ' ') @> string_to_array(:labels, ' ')");
      parameters.put("labels", String.join(" ", filter.labels()));
    }
    if (filter.lifecycles().size() < Lifecycle.State.values().length) {
      conditions.add("p.lifecycle IN (:lifecycles)");
      parameters.put(
          "lifecycles", filter.lifecycles().stream().map(Lifecycle.State::wire).toList());
    }
    if (filter.reviewedBefore() != null) {
      conditions.add(REVIEWED + " < :reviewedBefore");
      parameters.put("reviewedBefore", filter.reviewedBefore());
    }
    return conditions;
  }

  private void equal(List<String> conditions, String column, String value) {
    if (!value.isEmpty()) {
      conditions.add("p." + column + " = :" + column);
      parameters.put(column, value);
    }
  }

  /** Ids go the same way as the key, so that one index serves both; after a score they ascend. */
  private String page(String key, PromptOrder order, PromptOrder.@Nullable Position after) {
    boolean down = order.descending();
    boolean byScore = order.sort() == PromptOrder.Sort.RELEVANCE;
    String direction = down ? " DESC" : "";
    String sorted =
        " ORDER BY " + key + direction + ", p.id" + (byScore ? "" : direction) + " LIMIT :limit";
    if (after == null) {
      return sorted;
    }
    parameters.put("key", key(order.sort(), after.key()));
    parameters.put("after", after.id());
    String beyond =
        byScore
            ? "(%1$s < :key OR (%1$s = :key AND p.id > :after))".formatted(key)
            : "(" + key + ", p.id) " + (down ? "<" : ">") + " (:key, :after)";
    return " WHERE " + beyond + sorted;
  }

  private static String key(PromptOrder.Sort sort) {
    return switch (sort) {
      case ID -> "p.id";
      case UPDATED -> "p.updated_at";
      case REVIEWED -> REVIEWED;
      case RELEVANCE -> "p.score";
    };
  }

  private static Object key(PromptOrder.Sort sort, String key) {
    return switch (sort) {
      case ID -> key;
      case UPDATED, REVIEWED -> Instant.EPOCH.plus(Long.parseLong(key), ChronoUnit.MICROS);
      case RELEVANCE -> Long.parseLong(key);
    };
  }

  private static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }
}
