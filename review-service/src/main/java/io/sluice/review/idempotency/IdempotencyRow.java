package io.sluice.review.idempotency;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** What a request with a key made, as stored. */
@Entity
@Immutable
@Table(name = "idempotency_key")
@NullUnmarked
class IdempotencyRow {
  @Embeddable
  record Key(
      @Column(name = "subject") String subject,
      @Column(name = "operation") String operation,
      @Column(name = "key") String key) {}

  @EmbeddedId Key id;

  @Column(name = "request_digest")
  String requestDigest;

  long result;

  @Column(name = "created_at")
  Instant createdAt;
}
