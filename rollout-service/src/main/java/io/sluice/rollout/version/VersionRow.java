package io.sluice.rollout.version;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * A version as stored. Reading it back proves nothing: it is verified again before it is served.
 */
@Entity
@Table(name = "approved_version")
class VersionRow {
  /** The columns of a {@link VersionKey}. */
  @Embeddable
  record Key(String environment, String prompt, int version, long change) {}

  @EmbeddedId Key key = new Key("", "", 0, 0);

  String digest = "";
  String content = "";
  String attestation = "";

  @Column(name = "stored_at")
  Instant storedAt = Instant.EPOCH;

  VersionClaim claim() {
    return new VersionClaim(
        new VersionKey(key.environment(), key.prompt(), key.version(), key.change()),
        digest,
        content,
        attestation);
  }
}
