package io.sluice.review.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** An approval as stored. */
@Entity
@Immutable
@Table(name = "approval")
@NullUnmarked
class ApprovalRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  @Column(name = "change_number")
  long changeNumber;

  String approver;

  String digest;

  String[] teams;

  @Column(name = "approved_at")
  Instant approvedAt;
}
