package io.sluice.rollout.rollout;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** A quarantined promotion as stored. */
@Entity
@Table(name = "quarantine")
class QuarantineRow {
  /** What may not be served. */
  @Embeddable
  record Key(String environment, String prompt, String digest, long change) {}

  @EmbeddedId Key key = new Key("", "", "", 0);

  int version;
  long rollout;
  Instant at = Instant.EPOCH;

  Quarantined value() {
    return new Quarantined(key.environment(), key.prompt(), key.digest(), key.change());
  }
}
