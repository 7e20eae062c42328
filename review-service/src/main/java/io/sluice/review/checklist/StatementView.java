package io.sluice.review.checklist;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person said about an item.
 *
 * @param onCall of an acknowledgement, who is on call; null when it is the owner
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StatementView(
    ChecklistItem item,
    Statement.Kind kind,
    String by,
    Instant at,
    String digest,
    String note,
    @Nullable String link,
    @Nullable String onCall) {

  static StatementView of(Statement statement) {
    return new StatementView(
        statement.item(),
        statement.kind(),
        statement.by(),
        statement.at(),
        statement.digest(),
        statement.note(),
        statement.link(),
        statement.onCall());
  }
}
