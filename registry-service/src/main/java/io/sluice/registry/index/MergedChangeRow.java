package io.sluice.registry.index;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A change that is on main, with its attestation. */
@Entity
@Table(name = "merged_change")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class MergedChangeRow {
  @Id int number;

  @Column(name = "commit_id")
  String commitId;

  String attestation;
}
