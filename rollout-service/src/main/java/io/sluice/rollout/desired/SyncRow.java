package io.sluice.rollout.desired;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** How far an environment has followed Git, as stored. */
@Entity
@Table(name = "environment_sync")
class SyncRow {
  @Id String environment = "";
  String commit = "";
  Instant syncedAt = Instant.EPOCH;
}
