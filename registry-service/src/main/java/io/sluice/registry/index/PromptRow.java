package io.sluice.registry.index;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

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

  @Column(name = "latest_version")
  int latestVersion;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "updated_at")
  Instant updatedAt;
}
