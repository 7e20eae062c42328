package io.sluice.review.merge;

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

/** A merge intent as stored. */
@Entity
@Table(name = "merge_intent")
@NullUnmarked
class MergeIntentRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  @Column(name = "change_number")
  long changeNumber;

  @Enumerated(EnumType.STRING)
  MergeIntent.State state;

  String digest;

  String head;

  String parent;

  @Column(name = "merged_by")
  String mergedBy;

  @Column(name = "merged_at")
  Instant mergedAt;

  String attestation;

  @Column(name = "glass_reason")
  String glassReason;

  int attempts;

  String outcome;

  @Column(name = "touched_at")
  Instant touchedAt;
}
