package io.sluice.review.evidence;

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

/** Evidence as stored. */
@Entity
@Immutable
@Table(name = "evidence")
@NullUnmarked
class EvidenceRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  String prompt;

  @Column(name = "version_digest")
  String versionDigest;

  @Enumerated(EnumType.STRING)
  Evidence.Kind kind;

  @Enumerated(EnumType.STRING)
  Evidence.Source source;

  int cases;

  int passed;

  int failed;

  int errored;

  String figures;

  String reference;

  @Column(name = "recorded_by")
  String recordedBy;

  @Column(name = "measured_at")
  Instant measuredAt;
}
