package io.sluice.rollout.rollout;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of a rollout's history as stored; never changed. */
@Entity
@Table(name = "rollout_event")
class RolloutEventRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  long rollout;
  Instant at = Instant.EPOCH;
  String event = "";
  String detail = "";
  @Nullable String facts;
}
