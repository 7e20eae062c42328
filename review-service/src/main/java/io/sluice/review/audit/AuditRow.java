package io.sluice.review.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** An audit entry as stored. */
@Entity
@Immutable
@Table(name = "audit_entry")
@NullUnmarked
class AuditRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  String kind;

  String actor;

  @Column(name = "change_number")
  Long changeNumber;

  String digest;

  @Column(name = "timeline_id")
  Long timelineId;

  String content;

  String seal;
}
