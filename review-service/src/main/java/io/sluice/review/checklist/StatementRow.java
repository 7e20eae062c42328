package io.sluice.review.checklist;

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

/** A statement as stored. */
@Entity
@Table(name = "checklist_statement")
@NullUnmarked
class StatementRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  @Column(name = "change_number")
  long changeNumber;

  @Enumerated(EnumType.STRING)
  ChecklistItem item;

  @Enumerated(EnumType.STRING)
  Statement.Kind kind;

  @Column(name = "stated_by")
  String statedBy;

  String digest;

  String note;

  String link;

  @Column(name = "on_call")
  String onCall;

  String[] roles;

  @Column(name = "stated_at")
  Instant statedAt;
}
