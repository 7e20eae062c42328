package io.sluice.registry.index;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A registry entry as of its latest version. */
@Entity
@Table(name = "prompt")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class PromptRow {
  @Id String id;
  String owner;
  String team;
  String purpose;
  String model;

  String labels;
  String lifecycle;

  @Column(name = "lifecycle_reason")
  @Nullable String lifecycleReason;

  @Column(name = "replaced_by")
  @Nullable String replacedBy;

  @Column(name = "lifecycle_since")
  Instant lifecycleSince;

  @Column(name = "latest_version")
  int latestVersion;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "updated_at")
  Instant updatedAt;

  @Column(name = "reviewed_at")
  @Nullable Instant reviewedAt;

  @Column(name = "reviewed_by")
  String reviewedBy;

  /** Number of first parents before the commit of its latest version. */
  long position;

  @Column(name = "title_words")
  String titleWords;

  @Column(name = "tag_words")
  String tagWords;

  @Column(name = "text_words")
  String textWords;
}
