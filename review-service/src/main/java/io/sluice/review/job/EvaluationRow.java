package io.sluice.review.job;

import io.sluice.review.evaluation.EvaluationState;
import io.sluice.review.suite.SuiteKind;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A run as stored. */
@Entity
@Table(name = "evaluation")
@NullUnmarked
class EvaluationRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  @Column(name = "change_number")
  long changeNumber;

  Long candidate;

  Long baseline;

  @Column(name = "baseline_version")
  Integer baselineVersion;

  String prompt;

  Integer version;

  @Column(name = "version_digest")
  String versionDigest;

  @Enumerated(EnumType.STRING)
  SuiteKind suite;

  @Column(name = "suite_digest")
  String suiteDigest;

  String model;

  String entry;

  String options;

  @Enumerated(EnumType.STRING)
  EvaluationState state;

  String reason;

  int cases;

  int finished;

  int passed;

  int failed;

  int errored;

  @Column(name = "spent_usd")
  BigDecimal spentUsd;

  @Column(name = "possibly_spent_usd")
  BigDecimal possiblySpentUsd;

  @Column(name = "possibly_twice")
  int possiblyTwice;

  @Column(name = "started_by")
  String startedBy;

  @Column(name = "started_at")
  Instant startedAt;

  @Column(name = "ended_at")
  Instant endedAt;

  @Column(name = "evidence_at")
  Instant evidenceAt;
}
