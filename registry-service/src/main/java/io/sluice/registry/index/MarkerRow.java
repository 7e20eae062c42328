package io.sluice.registry.index;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** How far the index has read main. */
@Entity
@Table(name = "index_marker")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class MarkerRow {
  @Id int id;

  @Column(name = "commit_id")
  String commitId;

  long position;

  @Column(name = "updated_at")
  Instant updatedAt;
}
