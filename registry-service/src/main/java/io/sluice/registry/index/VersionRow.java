package io.sluice.registry.index;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An immutable version. */
@Entity
@Table(name = "prompt_version")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class VersionRow {
  @Id String id;
  String prompt;
  int number;
  String digest;
  String content;
  @Nullable String tests;
  @Nullable String composition;

  @Column(name = "commit_id")
  String commitId;

  @Column(name = "change_number")
  @Nullable Integer changeNumber;

  String title;
  String description;
  String author;

  @Column(name = "approved_by")
  String approvedBy;

  @Column(name = "created_at")
  Instant createdAt;
}
