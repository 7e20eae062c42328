package io.sluice.review.usage;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A prompt's usage as stored. */
@Entity
@Table(name = "prompt_usage")
@NullUnmarked
class UsageRow {
  @Embeddable
  record Key(String environment, String prompt) {}

  @EmbeddedId Key key;

  @Column(name = "wanted_at")
  Instant wantedAt;

  @Column(name = "asked_at")
  Instant askedAt;

  @Column(name = "as_of")
  Instant asOf;

  String consumers;

  String trouble;
}
