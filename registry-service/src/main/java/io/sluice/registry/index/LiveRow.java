package io.sluice.registry.index;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an environment runs now. */
@Entity
@Table(name = "live")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class LiveRow {
  @Id String id;
  String environment;
  String prompt;
  int version;
  String digest;
  @Nullable Integer rollback;
  String plan;

  @Column(name = "commit_id")
  String commitId;

  Instant since;

  /** Number of first parents before the commit that wrote it. */
  long position;
}
