package io.sluice.review.people;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A right that an operator took away, as stored. */
@Entity
@Table(name = "withdrawn_right")
@NullUnmarked
class WithdrawalRow {
  @Embeddable
  record Key(String subject, @Enumerated(EnumType.STRING) Right.Kind kind, String name) {}

  @EmbeddedId Key id;

  @Column(name = "withdrawn_by")
  String withdrawnBy;

  @Column(name = "withdrawn_at")
  Instant withdrawnAt;
}
