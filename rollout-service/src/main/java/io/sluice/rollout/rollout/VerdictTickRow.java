package io.sluice.rollout.rollout;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A tick as stored; never changed. */
@Entity
@Table(name = "verdict_tick")
class VerdictTickRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  long rollout;
  Instant at = Instant.EPOCH;
  String rule = "";
  boolean decided;
  String content = "";
}
