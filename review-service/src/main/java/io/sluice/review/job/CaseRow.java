package io.sluice.review.job;

import io.sluice.review.assertion.CaseVerdict;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A case of a run as stored. */
@Entity
@Table(name = "evaluation_case")
@NullUnmarked
class CaseRow {
  @Embeddable
  record Key(
      @Column(name = "evaluation") long evaluation, @Column(name = "position") int position) {}

  @EmbeddedId Key key;

  String name;

  String[] tags;

  String inputs;

  String assertions;

  String output;

  @Column(name = "latency_ms")
  Long latencyMs;

  @Column(name = "input_tokens")
  Long inputTokens;

  @Column(name = "output_tokens")
  Long outputTokens;

  @Column(name = "cost_usd")
  BigDecimal costUsd;

  Integer sequence;

  @Enumerated(EnumType.STRING)
  CaseVerdict.State verdict;

  Double score;

  String reason;

  String results;

  String scores;

  @Column(name = "ended_at")
  Instant endedAt;
}
