package io.sluice.review.breakglass;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A broken glass as stored. */
@Entity
@Table(name = "broken_glass")
@NullUnmarked
class BrokenGlassRow {
  @Id
  @Column(name = "change_number")
  long changeNumber;

  @Column(name = "broken_by")
  String brokenBy;

  String reason;

  @Column(name = "broken_at")
  Instant brokenAt;

  @Column(name = "due_at")
  Instant dueAt;

  @Enumerated(EnumType.STRING)
  BrokenGlass.State state;

  @Column(name = "ended_at")
  Instant endedAt;

  String note;
}
