package io.sluice.review.change;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A change request as stored. */
@Entity
@Table(name = "change_request")
@NullUnmarked
class ChangeRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long number;

  String branch;

  String author;

  @Enumerated(EnumType.STRING)
  ChangeState state;

  String title;

  String description;

  @Column(name = "promote_to")
  String promoteTo;

  String[] contributors;

  int revision;

  String head;

  @Column(name = "main_head")
  String mainHead;

  String digest;

  String comparison;

  @Column(name = "merge_commit")
  String mergeCommit;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "updated_at")
  Instant updatedAt;
}
