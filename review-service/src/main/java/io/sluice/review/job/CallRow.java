package io.sluice.review.job;

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

/** A call as stored. */
@Entity
@Table(name = "evaluation_call")
@NullUnmarked
class CallRow {
  enum State {
    PENDING,
    CLAIMED,
    DONE
  }

  @Embeddable
  record Key(
      @Column(name = "evaluation") long evaluation,
      @Column(name = "position") int position,
      @Column(name = "purpose") String purpose) {}

  @EmbeddedId Key key;

  @Enumerated(EnumType.STRING)
  State state;

  @Column(name = "not_before")
  Instant notBefore;

  @Column(name = "lease_until")
  Instant leaseUntil;

  String holder;

  int tries;

  int throttles;

  @Column(name = "estimate_tokens")
  long estimateTokens;

  @Column(name = "estimate_usd")
  BigDecimal estimateUsd;

  @Column(name = "cost_usd")
  BigDecimal costUsd;

  String answer;

  String failure;

  @Column(name = "done_at")
  Instant doneAt;
}
