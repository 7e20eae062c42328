package io.sluice.registry.performance;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** One measurement of a version. */
@Entity
@Table(name = "performance_note")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class PerformanceRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  String prompt;
  int version;
  String metric;
  double value;
  @Nullable String unit;

  @Column(name = "sample_size")
  long sampleSize;

  @Column(name = "measured_on")
  LocalDate measuredOn;

  @Nullable String note;

  @Column(name = "recorded_by")
  String recordedBy;

  @Column(name = "recorded_at")
  Instant recordedAt;
}
