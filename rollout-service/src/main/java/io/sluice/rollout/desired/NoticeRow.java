package io.sluice.rollout.desired;

import io.sluice.rollout.desired.PromptNotice.State;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A prompt that is not active, as stored. */
@Entity
@Table(name = "prompt_notice")
@IdClass(NoticeRow.Key.class)
class NoticeRow {
  /** Names one. */
  record Key(String environment, String prompt) implements Serializable {}

  @Id String environment = "";
  @Id String prompt = "";
  String state = "";
  String reason = "";
  @Nullable String replacedBy;
  Instant since = Instant.EPOCH;

  static NoticeRow of(PromptNotice notice) {
    NoticeRow row = new NoticeRow();
    row.environment = notice.environment();
    row.prompt = notice.prompt();
    row.state = notice.state().name().toLowerCase(Locale.ROOT);
    row.reason = notice.reason();
    row.replacedBy = notice.replacedBy();
    row.since = notice.since();
    return row;
  }

  PromptNotice value() {
    return new PromptNotice(
        environment,
        prompt,
        State.valueOf(state.toUpperCase(Locale.ROOT)),
        reason,
        replacedBy,
        since);
  }
}
