package io.sluice.review.merge;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A wish for an automatic merge as stored. */
@Entity
@Table(name = "auto_merge")
@NullUnmarked
class AutoMergeRow {
  @Id
  @Column(name = "change_number")
  long changeNumber;

  String digest;

  @Column(name = "asked_by")
  String askedBy;

  @Column(name = "asked_at")
  Instant askedAt;
}
