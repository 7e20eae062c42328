package io.sluice.rollout.decay;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How the watch over a completed rollout's version stands, as stored. */
@Entity
@Table(name = "decay")
class DecayRow {
  @Id long rollout;
  String detector = "";

  /** Seconds since the epoch: of what began before, all that had been reported is in it. */
  long foldedTo;

  @Nullable Instant decayedAt;
}
