package io.sluice.review.timeline;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** A timeline entry as stored. */
@Entity
@Immutable
@Table(name = "timeline_entry")
@NullUnmarked
class TimelineRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  @Column(name = "change_number")
  long changeNumber;

  @Enumerated(EnumType.STRING)
  TimelineEvent event;

  String actor;

  Instant at;

  int revision;

  String digest;

  String detail;
}
