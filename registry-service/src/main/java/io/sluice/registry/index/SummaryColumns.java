package io.sluice.registry.index;

import io.sluice.registry.format.Lifecycle;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link PromptQuery} selects, in its order. */
final class SummaryColumns {
  private final Object[] columns;
  private int next;

  private SummaryColumns(Object[] columns) {
    this.columns = columns;
  }

  static PromptSummary read(Object[] columns) {
    return new SummaryColumns(columns).summary();
  }

  static PromptSummary of(PromptRow row) {
    return new PromptSummary(
        row.id,
        row.owner,
        row.team,
        row.purpose,
        row.model,
        labels(row.labels),
        new Lifecycle(Lifecycle.State.of(row.lifecycle), row.lifecycleReason, row.replacedBy),
        row.lifecycleSince,
        row.latestVersion,
        row.createdAt,
        row.updatedAt,
        row.reviewedAt,
        row.reviewedBy.lines().toList(),
        0);
  }

  private PromptSummary summary() {
    return new PromptSummary(
        text(),
        text(),
        text(),
        text(),
        text(),
        labels(text()),
        new Lifecycle(Lifecycle.State.of(text()), maybeText(), maybeText()),
        time(),
        ((Number) value()).intValue(),
        time(),
        time(),
        maybeTime(),
        text().lines().toList(),
        ((Number) value()).longValue());
  }

  private static List<String> labels(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(" ", -1));
  }

  private Object value() {
    return columns[next++];
  }

  private String text() {
    return (String) value();
  }

  private @Nullable String maybeText() {
    return (String) columns[next++];
  }

  private Instant time() {
    return instant(value());
  }

  private @Nullable Instant maybeTime() {
    Object value = columns[next++];
    return value == null ? null : instant(value);
  }

  private static Instant instant(Object value) {
    return value instanceof OffsetDateTime at ? at.toInstant() : (Instant) value;
  }
}
